package io.journeyhouse.common.run;

import io.journeyhouse.common.contract.TableName;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One table's transform: a pure function of tables and a window. It does not write, does not look
 * at the clock and gives the same rows for the same inputs, however they are partitioned.
 */
public interface TableJob {

  TableName output();

  Dataset<Row> transform(Tables tables, DateWindow window);

  /** The tables behind the patterns among the contract's inputs, where it has any. */
  default List<TableName> matchedInputs() {
    return List.of();
  }

  /**
   * Whether the rows are many, and each is made of one row of an input. To work them out for each
   * look at them then costs less than to hold them.
   */
  default boolean isRepeatable(Tables tables, DateWindow window) {
    return false;
  }

  /**
   * For write mode {@code replace-keys}: the keys whose present rows go, in the columns that the
   * contract's {@code write.keys} names, with an optional {@code since} (timestamp): then only rows
   * whose {@code write.column} is at or after it go. Not called while the table is empty.
   */
  default Dataset<Row> replacedKeys(Tables tables, DateWindow window) {
    throw new IllegalStateException(output() + " is written by replace-keys but names no keys");
  }

  /** What a person should know of the run beside its counts. Holds no value of a row. */
  default List<String> notes(Tables tables, DateWindow window) {
    return List.of();
  }
}
