package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.substring;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How {@code gold.identity_edge} writes a device and a login. */
final class Edges {
  static final String DEVICE = "device:";
  static final String LOGIN = "login:";

  private Edges() {}

  /** Rows of the table with {@code device} and {@code login} as the sources state them. */
  static Dataset<Row> read(Dataset<Row> edges) {
    return edges
        .withColumn("device", substring(col("left"), DEVICE.length() + 1, Integer.MAX_VALUE))
        .withColumn("login", substring(col("right"), LOGIN.length() + 1, Integer.MAX_VALUE));
  }
}
