package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.substring;

import io.journeyhouse.common.run.DateWindow;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How to read {@code gold.identity_edge}, and how it writes what it connects. */
final class Edges {
  static final String DEVICE = "device:";
  static final String LOGIN = "login:";

  /** Before the type of an identifier: no source's name, and so no record's key, begins with it. */
  static final String IDENTIFIER = "#";

  /** A login was used on a device. */
  static final String LOGIN_ON_DEVICE = "login on device";

  /** A record states a value that other records state too, written #type:value. */
  static final String SAME_IDENTIFIER = "same identifier";

  /** Two records were compared. */
  static final String ALIKE = "alike";

  /** A steward said that two records are one person; such edges are never written. */
  static final String STEWARD_MERGE = "steward merge";

  private Edges() {}

  /** The pairs of devices and logins that hold. */
  static Dataset<Row> current(Dataset<Row> edges) {
    return logins(edges).where(col("valid_to").isNull());
  }

  /** The pairs of devices and logins that held before the window's run. */
  static Dataset<Row> before(Dataset<Row> edges, DateWindow window) {
    return logins(edges)
        .where(
            not(col("valid_from").equalTo(window.end()))
                .and(col("valid_to").isNull().or(col("valid_to").equalTo(window.end()))));
  }

  /** Pairs of devices and logins with both as the sources state them. */
  static Dataset<Row> read(Dataset<Row> edges) {
    return logins(edges)
        .withColumn("device", substring(col("left"), DEVICE.length() + 1, Integer.MAX_VALUE))
        .withColumn("login", substring(col("right"), LOGIN.length() + 1, Integer.MAX_VALUE));
  }

  /**
   * All that says of a record who it may be of: values that it shares, records that it is alike.
   */
  static Dataset<Row> ofRecords(Dataset<Row> edges) {
    return edges.where(not(isOfLogin()));
  }

  /**
   * {@code left, right, rule, bits} and what else edges have: all that connects records now.
   *
   * @param decisions {@code gold.identity_decision}
   */
  static Dataset<Row> connecting(Dataset<Row> edges, Dataset<Row> decisions) {
    return ofRecords(edges)
        .where(col("valid_to").isNull())
        .unionByName(Decisions.merges(decisions), true);
  }

  private static Dataset<Row> logins(Dataset<Row> edges) {
    return edges.where(isOfLogin());
  }

  /** Rows that were written before there was a rule are of logins. */
  private static Column isOfLogin() {
    return coalesce(col("rule"), lit(LOGIN_ON_DEVICE)).equalTo(LOGIN_ON_DEVICE);
  }
}
