package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;

import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.lake.Commit;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.lake.TableWriter;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.Tables;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;

/** Held runs that a person published all the same: {@code ops.identity_acceptance}. */
final class Acceptances {
  private static final String TABLE = "ops.identity_acceptance";

  private Acceptances() {}

  /**
   * Whether what was found up to the end of a window may be published: it is what was shown to
   * whoever accepted it.
   */
  static boolean cover(Tables tables, DateWindow window, List<String> found) {
    Column isShown =
        col("found").equalTo(array(found.stream().map(functions::lit).toArray(Column[]::new)));
    return !tables.read(TABLE).where(col("window_end").geq(window.end()).and(isShown)).isEmpty();
  }

  static void add(
      Lake lake,
      Contracts contracts,
      DateWindow window,
      String by,
      Instant at,
      List<String> found) {
    var contract = contracts.get(TableName.of(TABLE));
    Dataset<Row> row =
        lake.spark()
            .createDataFrame(
                List.of(
                    RowFactory.create(
                        window.toString(),
                        Timestamp.from(window.to()),
                        by,
                        Timestamp.from(at),
                        found.toArray())),
                contract.schema());
    new TableWriter(lake).append(contract, row, new Commit(TABLE + "/" + window, 1, "{}"));
  }
}
