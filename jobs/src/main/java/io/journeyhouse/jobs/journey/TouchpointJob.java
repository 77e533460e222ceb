package io.journeyhouse.jobs.journey;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.keys.Hashes;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.person.Stitching;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Touchpoints of every channel. Contract: sql/gold/fct_touchpoint/table.yml. */
final class TouchpointJob implements TableJob {
  private static final TableName OUTPUT = TableName.of("gold.fct_touchpoint");
  private static final Column NONE = lit(null).cast("string");

  private final List<String> contacts;

  /**
   * @param contacts event types of campaign contacts that are touchpoints
   */
  TouchpointJob(List<String> contacts) {
    this.contacts = contacts;
  }

  @Override
  public TableName output() {
    return OUTPUT;
  }

  @Override
  public Dataset<Row> transform(Tables tables, DateWindow window) {
    Dataset<Row> visits = visits(tables);
    Dataset<Row> facts = facts(tables);
    if (tables.hasRows(OUTPUT.toString())) {
      Dataset<Row> units = replacedKeys(tables, window);
      visits = Units.only(visits, units);
      facts = Units.only(facts, units);
    }
    Dataset<Row> known =
        Stitching.resolve(facts, "fact_id", tables.read("gold.bdg_customer_identifier"))
            .withColumn("ref_id", concat_ws(":", col("source"), col("fact_id")))
            .withColumn("source", NONE)
            .drop("fact_id", "identifiers", "_window_end");
    return visits
        .unionByName(known)
        .withColumn("touch_date", Sessions.businessDay(col("touched_at"), window.zone()))
        .withColumn("_window_end", window.end());
  }

  @Override
  public Dataset<Row> replacedKeys(Tables tables, DateWindow window) {
    return Units.replaced(tables, window, OUTPUT, facts(tables));
  }

  /** Sessions, but for those that began with the click on a message which is a touch itself. */
  private Dataset<Row> visits(Tables tables) {
    Column isMessage = col("channel").isin("email", "sms", "push");
    return tables
        .read("gold.fct_session")
        .where(contacts.contains("click") ? not(isMessage) : lit(true))
        .select(
            Hashes.surrogate(lit("session"), col("session_id")).as("touchpoint_id"),
            col("customer_id"),
            col("started_at").as("touched_at"),
            col("channel"),
            col("campaign"),
            col("source"),
            col("medium"),
            when(col("is_paid"), "ad_click").otherwise("visit").as("kind"),
            col("is_paid"),
            lit(null).cast("int").as("rating"),
            lit("gold.fct_session").as("ref_table"),
            col("session_id").as("ref_id"),
            col("unit"));
  }

  /** All other moments of contact, whose customers are not looked up yet. */
  private Dataset<Row> facts(Tables tables) {
    Column noRating = lit(null).cast("int");
    Column channel = coalesce(col("channel"), lit("message"));
    Dataset<Row> messages =
        fact(
            tables
                .read("silver.campaign_contacts")
                .where(col("event_type").isin(contacts.toArray())),
            "contact",
            "silver.campaign_contacts",
            "contact_id",
            "event_at",
            channel,
            col("campaign_id"),
            NONE,
            concat(channel, lit("_"), col("event_type")),
            noRating);
    Dataset<Row> storeVisits =
        fact(
            tables.read("silver.orders").where(col("channel").equalTo("store")),
            "order",
            "silver.orders",
            "order_id",
            "ordered_at",
            lit("store"),
            NONE,
            col("store_id"),
            lit("store_visit"),
            noRating);
    Dataset<Row> support =
        fact(
            tables.read("silver.support_interactions"),
            "support",
            "silver.support_interactions",
            "interaction_id",
            "opened_at",
            lit("support"),
            NONE,
            col("channel"),
            lit("support"),
            col("csat"));
    Dataset<Row> surveys =
        fact(
            tables.read("silver.surveys"),
            "survey",
            "silver.surveys",
            "response_id",
            "answered_at",
            lit("survey"),
            NONE,
            col("survey"),
            lit("survey"),
            col("score"));
    return messages.unionByName(storeVisits).unionByName(support).unionByName(surveys);
  }

  private static Dataset<Row> fact(
      Dataset<Row> rows,
      String unit,
      String table,
      String id,
      String at,
      Column channel,
      Column campaign,
      Column medium,
      Column kind,
      Column rating) {
    return rows.select(
        Units.key(unit, col("source"), col(id)).as("touchpoint_id"),
        col(at).as("touched_at"),
        channel.as("channel"),
        campaign.as("campaign"),
        col("source"),
        medium.as("medium"),
        kind.as("kind"),
        lit(false).as("is_paid"),
        rating.as("rating"),
        lit(table).as("ref_table"),
        Units.of(unit, col("source"), col(id)).as(Units.UNIT),
        col(id).as("fact_id"),
        col("identifiers"),
        col("_window_end"));
  }
}
