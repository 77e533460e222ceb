package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.journeyhouse.common.lake.HeldRows;
import io.journeyhouse.common.run.DateWindow;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How to read {@code gold.household_record} after the run of a window, and to write by it. */
final class HouseholdVersions {
  private HouseholdVersions() {}

  /** The records that are in a household now. */
  static Dataset<Row> current(Dataset<Row> records) {
    return records.where(col("is_current").and(col("household_id").isNotNull()));
  }

  /** The customers, or the households, of rows that the window's run opened or closed. */
  static Dataset<Row> changed(Dataset<Row> records, DateWindow window, String column) {
    return HeldRows.of(
            records
                .where(
                    col("valid_from")
                        .equalTo(window.end())
                        .or(col("valid_to").equalTo(window.end())))
                .where(col(column).isNotNull())
                .select(column)
                .distinct())
        .rows();
  }

  /** What holds now, and what does not any more. */
  static Dataset<Row> states(Dataset<Row> now, Dataset<Row> gone, DateWindow window) {
    return now.withColumn("is_current", lit(true))
        .unionByName(gone.withColumn("is_current", lit(false)), true)
        .withColumn("valid_from", window.end());
  }
}
