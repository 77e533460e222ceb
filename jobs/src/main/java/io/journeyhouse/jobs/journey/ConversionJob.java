package io.journeyhouse.jobs.journey;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.keys.Hashes;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.person.Stitching;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Purchases and signups. Contract: sql/gold/fct_conversion/table.yml. */
final class ConversionJob implements TableJob {
  private static final TableName OUTPUT = TableName.of("gold.fct_conversion");
  private static final Column NONE = lit(null).cast("string");

  private final boolean hasOrders;

  /**
   * @param hasOrders whether orders are the purchases; without them purchase events are
   */
  ConversionJob(boolean hasOrders) {
    this.hasOrders = hasOrders;
  }

  @Override
  public TableName output() {
    return OUTPUT;
  }

  @Override
  public Dataset<Row> transform(Tables tables, DateWindow window) {
    Dataset<Row> signups = signups(tables);
    Dataset<Row> purchases = purchases(tables);
    if (tables.hasRows(OUTPUT.toString())) {
      Dataset<Row> units = replacedKeys(tables, window);
      signups = Units.only(signups, units);
      purchases = Units.only(purchases, units);
    }
    Dataset<Row> known =
        Stitching.resolve(purchases, "fact_id", tables.read("gold.bdg_customer_identifier"))
            .drop("fact_id", "identifiers", "_window_end");
    return signups
        .unionByName(known)
        .withColumn("conversion_date", Sessions.businessDay(col("converted_at"), window.zone()))
        .withColumn("_window_end", window.end());
  }

  @Override
  public Dataset<Row> replacedKeys(Tables tables, DateWindow window) {
    return Units.replaced(tables, window, OUTPUT, purchases(tables));
  }

  private static Dataset<Row> signups(Tables tables) {
    return tables
        .read("gold.fct_session")
        .select(
            col("session_id"),
            col("customer_id"),
            col("unit"),
            explode(col("event_types")).as("type"))
        .where(col("type.event_type").equalTo("signup"))
        .select(
            Hashes.surrogate(lit("signup"), col("session_id")).as("conversion_id"),
            col("customer_id"),
            col("type.first_at").as("converted_at"),
            lit("signup").as("kind"),
            lit(null).cast("decimal(18,2)").as("value"),
            NONE.as("currency"),
            NONE.as("order_id"),
            NONE.as("source"),
            col("unit"));
  }

  private Dataset<Row> purchases(Tables tables) {
    if (hasOrders) {
      return purchases(
          tables.read("silver.orders").where(col("order_type").equalTo("sale")),
          "order",
          "order_id",
          "ordered_at",
          "net");
    }
    return purchases(
        tables
            .read("silver.events")
            .where(col("event_type").equalTo("purchase").and(not(col("is_bot")))),
        "purchase",
        "event_id",
        "event_at",
        "value");
  }

  private static Dataset<Row> purchases(
      Dataset<Row> facts, String unit, String id, String at, String value) {
    return facts.select(
        Units.key(unit, col("source"), col(id)).as("conversion_id"),
        col(at).as("converted_at"),
        lit("purchase").as("kind"),
        col(value).as("value"),
        col("currency"),
        col("order_id"),
        col("source"),
        Units.of(unit, col("source"), col(id)).as(Units.UNIT),
        col(id).as("fact_id"),
        col("identifiers"),
        col("_window_end"));
  }
}
