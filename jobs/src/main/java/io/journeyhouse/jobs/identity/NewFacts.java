package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.person.Stitching;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Facts that belong to somebody, and whose the facts of a window are. */
final class NewFacts {
  record Kind(String table, String id, String time) {}

  static final List<Kind> KINDS =
      List.of(
          new Kind("silver.orders", "order_id", "ordered_at"),
          new Kind("silver.support_interactions", "interaction_id", "opened_at"),
          new Kind("silver.campaign_contacts", "contact_id", "event_at"),
          new Kind("silver.consents", "consent_id", "stated_at"),
          new Kind("silver.surveys", "response_id", "answered_at"));

  private NewFacts() {}

  /** All facts that state identifiers: {@code source, fact_id, identifiers, at, _window_end}. */
  static Dataset<Row> stated(Tables tables) {
    return KINDS.stream()
        .map(
            kind ->
                tables
                    .read(kind.table)
                    .select(
                        col("source"),
                        col(kind.id).as("fact_id"),
                        col("identifiers"),
                        col(kind.time).as("at"),
                        col("_window_end")))
        .reduce(Dataset::union)
        .orElseThrow();
  }

  /** {@code customer_id, since} of the window's own facts, {@code since} their earliest time. */
  static Dataset<Row> owners(Tables tables, DateWindow window, Dataset<Row> bridge) {
    Dataset<Row> stated =
        stated(tables).where(window.loaded(col("_window_end"))).drop("_window_end");
    Dataset<Row> events =
        tables
            .read("silver.events")
            .where(window.loaded(col("_window_end")).and(not(col("is_bot"))));
    return Stitching.resolve(stated, "fact_id", bridge)
        .select(col("customer_id"), col("at"))
        .union(
            Stitching.resolveDevices(actors(events), "fact_id", bridge).select("customer_id", "at"))
        .groupBy("customer_id")
        .agg(min("at").as("since"));
  }

  /** Who acted first when: a device and, where one was active, the login on it. */
  static Dataset<Row> actors(Dataset<Row> events) {
    return events
        .withColumn(
            "fact_id",
            when(
                coalesce(col("user_id"), col("device_id")).isNull(),
                concat_ws(":", col("source"), col("event_id"))))
        .groupBy("user_id", "device_id", "fact_id")
        .agg(min("event_at").as("at"));
  }
}
