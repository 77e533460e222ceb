package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import io.journeyhouse.common.run.DateWindow;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How to read {@code gold.customer_record_link} around the run of a window. */
final class Links {
  private Links() {}

  /** What holds now. */
  static Dataset<Row> current(Dataset<Row> links) {
    return links.where(col("is_current"));
  }

  /** What held before the window's run: what it closed still counts, what it opened does not. */
  static Dataset<Row> before(Dataset<Row> links, DateWindow window) {
    return links.where(
        not(col("valid_from").equalTo(window.end())).and(col("is_current").or(seenBy(window))));
  }

  /** True for rows that the window's run looked at again: closed, opened or left as they were. */
  static Column seenBy(DateWindow window) {
    return col("resolved_at").equalTo(window.end());
  }
}
