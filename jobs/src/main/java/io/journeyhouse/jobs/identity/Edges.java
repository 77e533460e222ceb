package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.substring;

import io.journeyhouse.common.run.DateWindow;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How {@code gold.identity_edge} writes a device and a login. */
final class Edges {
  static final String DEVICE = "device:";
  static final String LOGIN = "login:";

  private Edges() {}

  /** The pairs that hold. */
  static Dataset<Row> current(Dataset<Row> edges) {
    return edges.where(col("valid_to").isNull());
  }

  /** The pairs that held before the window's run. */
  static Dataset<Row> before(Dataset<Row> edges, DateWindow window) {
    return edges.where(
        not(col("valid_from").equalTo(window.end()))
            .and(col("valid_to").isNull().or(col("valid_to").equalTo(window.end()))));
  }

  /** Rows of the table with {@code device} and {@code login} as the sources state them. */
  static Dataset<Row> read(Dataset<Row> edges) {
    return edges
        .withColumn("device", substring(col("left"), DEVICE.length() + 1, Integer.MAX_VALUE))
        .withColumn("login", substring(col("right"), LOGIN.length() + 1, Integer.MAX_VALUE));
  }
}
