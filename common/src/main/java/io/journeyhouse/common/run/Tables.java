package io.journeyhouse.common.run;

import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The tables that a job may read: the inputs of its contract and its own output. */
public interface Tables {

  /** All current rows of a table. A declared input that was never written is empty. */
  Dataset<Row> read(String table);

  /** Whether anything was ever written into a table. */
  boolean hasRows(String table);

  /**
   * Rows that a job uses more than once, computed the first time that it asks for them.
   *
   * @param name of the job's own
   */
  Dataset<Row> once(String name, Supplier<Dataset<Row>> rows);

  SparkSession spark();
}
