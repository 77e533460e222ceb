package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;

import io.journeyhouse.common.lake.HeldRows;
import io.journeyhouse.common.run.DateWindow;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

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

  /**
   * The last records of customers that have none now: {@code customer_id, record_key, made_at,
   * ended_at}.
   *
   * @param customers {@code customer_id} of those in question
   */
  static Dataset<Row> last(Dataset<Row> links, Dataset<Row> customers) {
    WindowSpec ofCustomer = Window.partitionBy("customer_id");
    return links
        .join(customers, new String[] {"customer_id"}, "left_semi")
        .withColumn("made_at", min("valid_from").over(ofCustomer))
        .withColumn("ended_at", max("valid_to").over(ofCustomer))
        .withColumn("holds", max("is_current").over(ofCustomer))
        .where(not(col("holds")).and(col("valid_to").equalTo(col("ended_at"))))
        .select("customer_id", "record_key", "made_at", "ended_at");
  }

  /** The same of customers of which a record went to another customer when they ended. */
  static Dataset<Row> mergedAway(Dataset<Row> links, Dataset<Row> customers) {
    Dataset<Row> last = HeldRows.of(last(links, customers)).rows();
    Dataset<Row> merged =
        last.select("customer_id", "record_key", "ended_at")
            .join(
                links.select(col("record_key"), col("valid_from").as("ended_at")),
                new String[] {"record_key", "ended_at"},
                "left_semi")
            .select("customer_id");
    return last.join(merged, new String[] {"customer_id"}, "left_semi");
  }

  /** True for rows that the window's run looked at again: closed, opened or left as they were. */
  static Column seenBy(DateWindow window) {
    return col("resolved_at").equalTo(window.end());
  }
}
