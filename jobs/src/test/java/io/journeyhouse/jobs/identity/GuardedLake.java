package io.journeyhouse.jobs.identity;

import io.journeyhouse.common.contract.ContractReader;
import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.lake.Commit;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.lake.TableWriter;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.RunContext;
import io.journeyhouse.common.run.RunLog;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.TableJobRunner;
import io.journeyhouse.jobs.workspace.IdentityConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A lake of records whose clusters are found night by night. */
final class GuardedLake {
  private static final Contracts CONTRACTS = ContractReader.readAll(Path.of("../sql"));
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);
  private static final Set<String> STEPS =
      Set.of(
          IdentityDecisionJob.OUTPUT,
          IdentityRecordJob.OUTPUT,
          IdentityBlockKeyJob.OUTPUT,
          IdentityEdgeJob.OUTPUT,
          IdentityClusterJob.OUTPUT,
          CustomerRecordLinkJob.OUTPUT,
          CustomerIdentifierJob.OUTPUT,
          IdentityGuardrailJob.OUTPUT);

  private final Lake lake;

  GuardedLake(SparkSession spark, Path folder) {
    lake = new Lake(spark, folder.toString());
  }

  /** Writes rows, each a JSON object with WINDOW_END where its window's end belongs. */
  void load(String table, List<String> rows, DateWindow window) {
    var contract = CONTRACTS.get(TableName.of(table));
    List<String> dated =
        rows.stream().map(row -> row.replace("WINDOW_END", window.to().toString())).toList();
    Dataset<Row> typed =
        lake.spark()
            .read()
            .schema(contract.schema())
            .json(lake.spark().createDataset(dated, Encoders.STRING()));
    Commit commit = new Commit("load " + window, 1, "{}");
    new TableWriter(lake).merge(contract, typed, commit);
  }

  /** Runs the steps up to the audit of guardrails, and gives what they note. */
  List<String> run(IdentityConfig config, DateWindow window) {
    TableJobRunner runner = new TableJobRunner(lake, CONTRACTS, new RunLog(lake, CONTRACTS, CLOCK));
    List<String> notes = new ArrayList<>();
    for (TableJob job : IdentityJobs.all(config, lake.root())) {
      if (STEPS.contains(job.output().toString())) {
        RunContext run = RunContext.of("identity", window, 1, CLOCK.instant());
        notes.addAll(runner.run(job, run).notes());
      }
    }
    return notes;
  }

  LakeIdentity identity(IdentityConfig config) {
    return new LakeIdentity(lake, CONTRACTS, config);
  }

  Dataset<Row> read(String table) {
    return lake.read(TableName.of(table));
  }

  /** The rows of a table as texts, sorted. */
  List<String> lines(String table, String where, String... columns) {
    return read(table).where(where).selectExpr(columns).collectAsList().stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }
}
