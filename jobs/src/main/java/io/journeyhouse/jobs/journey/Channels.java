package io.journeyhouse.jobs.journey;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.try_parse_url;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.jobs.workspace.ChannelConfig;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Gives visits their marketing channel by the rules of the workspace. */
final class Channels {
  private final ChannelConfig config;

  Channels(ChannelConfig config) {
    this.config = config;
  }

  /** Adds {@code channel} and {@code is_paid} to rows with the fields of a visit's first event. */
  Dataset<Row> name(Dataset<Row> visits) {
    Column channel = lit(config.otherwise());
    Column paid = lit(false);
    for (int i = config.rules().size() - 1; i >= 0; i--) {
      ChannelConfig.Rule rule = config.rules().get(i);
      Column holds = expr(rule.when());
      channel = when(holds, rule.channel()).otherwise(channel);
      paid = when(holds, rule.paid()).otherwise(paid);
    }
    return visits
        .withColumn("referrer_host", try_parse_url(col("referrer"), lit("HOST")))
        .withColumn("channel", channel)
        .withColumn("is_paid", coalesce(paid, lit(false)));
  }
}
