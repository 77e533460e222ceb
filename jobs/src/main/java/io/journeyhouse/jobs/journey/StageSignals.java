package io.journeyhouse.jobs.journey;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.workspace.JourneyConfig;
import io.journeyhouse.jobs.workspace.JourneyConfig.Signal;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * What moves customers through the stages: one row for each fact that leads into a stage, with the
 * latest stage that it leads into. Columns: {@code customer_id, at} (microseconds), {@code stage}
 * (number), {@code signal} (what it was).
 */
final class StageSignals {
  private final List<JourneyConfig.Stage> stages;

  StageSignals(List<JourneyConfig.Stage> stages) {
    this.stages = stages;
  }

  Dataset<Row> of(Tables tables) {
    return events(tables).union(touchpoints(tables)).union(conversions(tables));
  }

  private Dataset<Row> events(Tables tables) {
    Dataset<Row> events =
        tables
            .read("gold.fct_session")
            .select(col("customer_id"), col("channel"), explode(col("event_types")).as("type"))
            .select(
                col("customer_id"),
                col("type.first_at").as("first_at"),
                col("type.event_type").as("event_type"),
                col("channel"));
    return signals(events, Signal.EVENT, "first_at", concat(lit("event:"), col("event_type")));
  }

  private Dataset<Row> touchpoints(Tables tables) {
    return signals(
        tables.read("gold.fct_touchpoint"),
        Signal.TOUCHPOINT,
        "touched_at",
        concat(lit("touchpoint:"), col("kind")));
  }

  private Dataset<Row> conversions(Tables tables) {
    Column nth =
        row_number()
            .over(
                Window.partitionBy("customer_id", "kind").orderBy("converted_at", "conversion_id"));
    return signals(
        tables.read("gold.fct_conversion").withColumn("nth", nth),
        Signal.CONVERSION,
        "converted_at",
        concat(lit("conversion:"), col("kind")));
  }

  private Dataset<Row> signals(Dataset<Row> facts, Signal kind, String at, Column signal) {
    return facts
        .select(
            col("customer_id"),
            unix_micros(col(at)).as("at"),
            stage(kind).as("stage"),
            signal.as("signal"))
        .where(col("stage").isNotNull());
  }

  /** The number of the latest stage that a fact leads into, null where it leads into none. */
  private Column stage(Signal kind) {
    Column stage = lit(null).cast("int");
    for (int number = 0; number < stages.size(); number++) {
      for (JourneyConfig.Rule rule : stages.get(number).rules()) {
        if (rule.from() == kind) {
          stage = when(expr(rule.when()), number).otherwise(stage);
        }
      }
    }
    return stage;
  }
}
