package io.journeyhouse.jobs.journey;

import static org.apache.spark.sql.functions.col;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.person.ChangedCustomers;
import io.journeyhouse.jobs.workspace.JourneyConfig;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * The stages that each customer went through. A customer of whom anything changed, or whose silence
 * ends in this window, is done again from the first signal on. Contract:
 * sql/gold/fct_journey_stage/table.yml.
 */
final class StageJob implements TableJob {
  private static final TableName OUTPUT = TableName.of("gold.fct_journey_stage");

  private final JourneyConfig config;

  StageJob(JourneyConfig config) {
    this.config = config;
  }

  @Override
  public TableName output() {
    return OUTPUT;
  }

  @Override
  public Dataset<Row> transform(Tables tables, DateWindow window) {
    Dataset<Row> signals = new StageSignals(config.stages()).of(tables);
    if (tables.hasRows(OUTPUT.toString())) {
      signals =
          signals.join(replacedKeys(tables, window), new String[] {"customer_id"}, "left_semi");
    }
    String[] stages =
        config.stages().stream().map(JourneyConfig.Stage::name).toArray(String[]::new);
    return signals
        .select("customer_id", "at", "stage", "signal")
        .repartition(col("customer_id"))
        .sortWithinPartitions(col("customer_id"), col("at"), col("stage").desc(), col("signal"))
        .mapPartitions(
            new StageWalk(stages, config.silence(), window.to()), Encoders.row(StageWalk.OUTPUT));
  }

  @Override
  public Dataset<Row> replacedKeys(Tables tables, DateWindow window) {
    return tables.once(
        "customers to place",
        () ->
            ChangedCustomers.in(tables, window)
                .select("customer_id")
                .union(
                    tables
                        .read(OUTPUT.toString())
                        .where(col("matures_at").leq(window.end()))
                        .select("customer_id"))
                .distinct());
  }
}
