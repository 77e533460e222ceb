package io.journeyhouse.jobs.nightly;

import io.journeyhouse.common.contract.ContractReader;
import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.RunLog;
import io.journeyhouse.jobs.batch.JobDatabase;
import io.journeyhouse.jobs.batch.Lease;
import io.journeyhouse.jobs.batch.PipelineRunner;
import io.journeyhouse.jobs.batch.Pipelines;
import io.journeyhouse.jobs.batch.RunListener;
import io.journeyhouse.jobs.batch.RunSummary;
import io.journeyhouse.jobs.batch.WithdrawalRunner;
import io.journeyhouse.jobs.sample.SampleOptions;
import io.journeyhouse.jobs.sample.SampleWorld;
import io.journeyhouse.jobs.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** The whole nightly run on a workspace, as the command makes it, in the test's own process. */
final class Nightly {
  static final LocalDate START = LocalDate.of(2026, 3, 1);
  private static final Contracts CONTRACTS = ContractReader.packagedWith(Nightly.class);

  private Nightly() {}

  /** A workspace with the default configuration and no data. */
  static Path workspace(Path dir) throws IOException {
    return copy(Path.of("../conf"), dir, "examples");
  }

  /** A workspace with the default configuration and the data of a sample world. */
  static Path world(Path dir, int customers, int days) throws IOException {
    workspace(dir);
    SampleWorld.write(
        new SampleOptions(customers, days, 7, START, dir.resolve("data"), 2), line -> {});
    return dir;
  }

  /** Runs all pipelines over business days, both included, in one window. */
  static RunSummary run(
      SparkSession spark, Path dir, LocalDate first, LocalDate last, boolean force) {
    return run(spark, Workspace.load(dir, Map.of()), first, last, force);
  }

  static RunSummary run(
      SparkSession spark, Workspace workspace, LocalDate first, LocalDate last, boolean force) {
    Clock clock = Clock.systemUTC();
    return run(spark, workspace, first, last, force, Pipelines.names(workspace), clock);
  }

  /** Runs all pipelines over a business day, by another clock. */
  static RunSummary run(SparkSession spark, Path dir, LocalDate day, Clock clock) {
    Workspace workspace = Workspace.load(dir, Map.of());
    return run(spark, workspace, day, day, false, Pipelines.names(workspace), clock);
  }

  /** Runs one pipeline over a business day. */
  static RunSummary run(SparkSession spark, Path dir, LocalDate day, String pipeline) {
    Workspace workspace = Workspace.load(dir, Map.of());
    return run(spark, workspace, day, day, false, List.of(pipeline), Clock.systemUTC());
  }

  /** Runs some pipelines over business days, both included, in one window. */
  static RunSummary run(
      SparkSession spark, Path dir, LocalDate first, LocalDate last, List<String> pipelines) {
    Workspace workspace = Workspace.load(dir, Map.of());
    return run(spark, workspace, first, last, false, pipelines, Clock.systemUTC());
  }

  private static RunSummary run(
      SparkSession spark,
      Workspace workspace,
      LocalDate first,
      LocalDate last,
      boolean force,
      List<String> pipelines,
      Clock clock) {
    Lake lake = new Lake(spark, workspace.lake());
    RunLog log = new RunLog(lake, CONTRACTS, clock);
    try (JobDatabase database = JobDatabase.open(workspace.repository());
        Lease lease = database.lease(workspace.lake())) {
      log.flush();
      RunSummary summary =
          new PipelineRunner(database, lease, clock, new RunListener() {})
              .run(
                  Pipelines.all(workspace, lake, CONTRACTS, log).stream()
                      .filter(pipeline -> pipelines.contains(pipeline.name()))
                      .toList(),
                  DateWindow.ofDays(first, last, workspace.zone()),
                  force);
      log.flush();
      return summary;
    }
  }

  /** Takes a loaded file back, or loads what it holds now in its place. */
  static RunSummary withdraw(SparkSession spark, Path dir, String path, boolean replace) {
    Workspace workspace = Workspace.load(dir, Map.of());
    Lake lake = new Lake(spark, workspace.lake());
    RunLog log = new RunLog(lake, CONTRACTS, Clock.systemUTC());
    String source =
        lake.read(TableName.of("ops.landed_file"))
            .where(functions.col("path").equalTo(path))
            .head()
            .getAs("source");
    try (JobDatabase database = JobDatabase.open(workspace.repository());
        Lease lease = database.lease(workspace.lake())) {
      log.flush();
      PipelineRunner runner =
          new PipelineRunner(database, lease, Clock.systemUTC(), new RunListener() {});
      RunSummary summary =
          new WithdrawalRunner(database, runner, workspace, lake, CONTRACTS, log)
              .finish(
                  WithdrawalRunner.open(database, workspace.zone())
                      .orElseGet(
                          () ->
                              WithdrawalRunner.begin(database, workspace, source, path, replace)));
      log.flush();
      return summary;
    }
  }

  static Lake lake(SparkSession spark, Path dir) {
    return new Lake(spark, dir.resolve("lake").toAbsolutePath().normalize().toString());
  }

  /** Copies a folder, all but the named entries of its top. */
  static Path copy(Path from, Path to, String... without) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path place = from.relativize(file);
        if (!List.of(without).contains(place.getName(0).toString())) {
          if (Files.isDirectory(file)) {
            Files.createDirectories(to.resolve(place.toString()));
          } else {
            Files.copy(file, to.resolve(place.toString()));
          }
        }
      }
    }
    return to;
  }
}
