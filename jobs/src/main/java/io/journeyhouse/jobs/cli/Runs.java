package io.journeyhouse.jobs.cli;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.RunLog;
import io.journeyhouse.jobs.batch.CatchUp;
import io.journeyhouse.jobs.batch.JobDatabase;
import io.journeyhouse.jobs.batch.Lease;
import io.journeyhouse.jobs.batch.Pipeline;
import io.journeyhouse.jobs.batch.PipelineRunner;
import io.journeyhouse.jobs.batch.Pipelines;
import io.journeyhouse.jobs.batch.RunSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs windows one after another as the one live run of the workspace. */
final class Runs implements AutoCloseable {
  /** What became of the last run. */
  static final String RESULTS = "run-results.json";

  private final Console console;
  private final OpenWorkspace workspace;
  private final JobDatabase database;
  private final Lease lease;
  private final List<String> pipelines;
  private @Nullable Started started;

  /** What there is from the first window on. */
  private record Started(RunLog log, List<Pipeline> pipelines) {}

  /**
   * Takes the place of the live run.
   *
   * @param pipeline the one to run, all where null
   */
  Runs(OpenWorkspace workspace, @Nullable String pipeline, Console console) {
    this.workspace = workspace;
    this.console = console;
    this.pipelines = chosen(Pipelines.names(workspace.workspace()), pipeline);
    this.database = JobDatabase.open(workspace.workspace().repository());
    try {
      this.lease = database.lease(workspace.workspace().lake());
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
    if (lease.isTakenOver()) {
      console.line("took over from a run that was killed");
    }
  }

  /**
   * Runs a business day, after those before it that were missed: all of such a day, so that its
   * tables are what they would have been, but for files that nobody asked to export.
   */
  RunSummary runDay(DateWindow window, boolean force) {
    List<DateWindow> missed = CatchUp.before(database, pipelines, window);
    CatchUp.refuseMoreThan(workspace.workspace().maxCatchUp(), missed, workspace.workspace().dir());
    List<String> night =
        Pipelines.names(workspace.workspace()).stream()
            .filter(name -> !name.equals("export") || pipelines.contains(name))
            .toList();
    for (DateWindow before : missed) {
      console.heading(before.dates() + " was missed and comes first");
      RunSummary summary = run(night, before, false);
      if (summary.exitCode() != 0) {
        return summary;
      }
    }
    if (!missed.isEmpty()) {
      console.heading(window.dates());
    }
    return run(window, force);
  }

  /** Runs one window and writes down what became of it. */
  RunSummary run(DateWindow window, boolean force) {
    return run(pipelines, window, force);
  }

  private RunSummary run(List<String> names, DateWindow window, boolean force) {
    Started spark = started();
    RunLog log = spark.log();
    List<Pipeline> chosen =
        spark.pipelines().stream().filter(one -> names.contains(one.name())).toList();
    ConsoleProgress progress = new ConsoleProgress(console, log);
    RunSummary summary;
    try (progress) {
      summary =
          new PipelineRunner(database, lease, Clock.systemUTC(), progress)
              .run(chosen, window, force);
    } finally {
      console.status("recording the run");
      log.flush();
      console.status(null);
    }
    write(summary);
    tell(summary);
    return summary;
  }

  /** Starts Spark when asked first, and records what a killed run left. */
  private Started started() {
    if (started == null) {
      console.status("starting Spark");
      started = new Started(workspace.runLog(), workspace.pipelines());
      started.log().flush();
    }
    return started;
  }

  private void tell(RunSummary summary) {
    String days = summary.window().dates();
    if (summary.isAlreadyDone()) {
      console.good(days + " was already done; --rerun does it again");
    } else if (summary.exitCode() == 0) {
      console.good(
          "%s done: %d tables in %.1f s"
              .formatted(days, summary.tables().size(), summary.seconds()));
    } else if (summary.isWaiting()) {
      console.bad(days + " waits for a source; the same command goes on when it is there");
    } else {
      console.bad(
          days
              + " failed; the same command goes on where it stopped"
              + (summary.notStarted().isEmpty()
                  ? ""
                  : "; not started: " + String.join(", ", summary.notStarted())));
      console.line("log: " + workspace.log());
    }
  }

  private void write(RunSummary summary) {
    Path results = workspace.workspace().dir().resolve(RESULTS);
    Path part = results.resolveSibling("." + RESULTS + ".part");
    try {
      Files.writeString(part, summary.toJson());
      Files.move(
          part, results, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> chosen(List<String> names, @Nullable String name) {
    if (name == null) {
      return names;
    }
    if (!names.contains(name)) {
      throw Errors.of(
          ErrorCode.USAGE,
          "there is no pipeline '" + name + "'",
          Errors.closest(name, names)
              .map(near -> "did you mean '" + near + "'?")
              .orElse("use one of: " + String.join(", ", names)));
    }
    return List.of(name);
  }

  @Override
  public void close() {
    lease.close();
    database.close();
  }
}
