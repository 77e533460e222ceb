package io.journeyhouse.jobs.attribution;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.person.ChangedCustomers;
import io.journeyhouse.jobs.workspace.JourneyConfig;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Credit of conversions to touches. Of a customer of whom anything changed since some time, the
 * conversions from then on are credited again. Contract: sql/gold/fct_touch_credit/table.yml.
 */
final class TouchCreditJob implements TableJob {
  private static final TableName OUTPUT = TableName.of("gold.fct_touch_credit");

  private final JourneyConfig.Attribution config;
  private final long lookbackMicros;

  TouchCreditJob(JourneyConfig.Attribution config) {
    this.config = config;
    this.lookbackMicros = config.lookback().toNanos() / 1000;
  }

  @Override
  public TableName output() {
    return OUTPUT;
  }

  @Override
  public Dataset<Row> transform(Tables tables, DateWindow window) {
    Dataset<Row> moments = touches(tables).unionByName(conversions(tables));
    if (tables.hasRows(OUTPUT.toString())) {
      Column since = unix_micros(col("since"));
      Column reaches = col("is_conversion").or(col("at").geq(since.minus(lookbackMicros)));
      moments =
          moments
              .join(replacedKeys(tables, window), "customer_id")
              .where(reaches)
              .withColumn("is_wanted", col("is_conversion").and(col("at").geq(since)));
    } else {
      moments = moments.withColumn("is_wanted", col("is_conversion"));
    }
    return moments
        .select(CreditWalk.INPUT_COLUMNS)
        .repartition(col("customer_id"))
        .sortWithinPartitions("customer_id", "at", "is_conversion", "id")
        .mapPartitions(new CreditWalk(lookbackMicros), Encoders.row(CreditWalk.OUTPUT));
  }

  @Override
  public Dataset<Row> replacedKeys(Tables tables, DateWindow window) {
    return ChangedCustomers.in(tables, window);
  }

  private static Dataset<Row> touches(Tables tables) {
    Column order = when(col("ref_table").equalTo("silver.orders"), col("ref_id"));
    return tables
        .read("gold.fct_touchpoint")
        .select(
            col("customer_id"),
            unix_micros(col("touched_at")).as("at"),
            lit(false).as("is_conversion"),
            col("touchpoint_id").as("id"),
            order.as("order"),
            col("channel"),
            col("campaign"),
            lit(null).cast("string").as("kind"),
            lit(null).cast("bigint").as("cents"),
            lit(null).cast("string").as("currency"));
  }

  private Dataset<Row> conversions(Tables tables) {
    Column order =
        when(col("order_id").isNotNull(), concat_ws(":", col("source"), col("order_id")));
    return tables
        .read("gold.fct_conversion")
        .where(col("kind").isin(config.conversions().toArray()))
        .select(
            col("customer_id"),
            unix_micros(col("converted_at")).as("at"),
            lit(true).as("is_conversion"),
            col("conversion_id").as("id"),
            order.as("order"),
            lit(null).cast("string").as("channel"),
            lit(null).cast("string").as("campaign"),
            col("kind"),
            col("value").multiply(100).cast("bigint").as("cents"),
            col("currency"));
  }
}
