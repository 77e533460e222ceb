package io.journeyhouse.jobs.cli;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.RunLog;
import io.journeyhouse.jobs.batch.JobDatabase;
import io.journeyhouse.jobs.batch.Lease;
import io.journeyhouse.jobs.batch.Pipeline;
import io.journeyhouse.jobs.batch.PipelineRunner;
import io.journeyhouse.jobs.batch.RunSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs windows one after another as the one live run of the workspace. */
final class Runs implements AutoCloseable {
  /** What became of the last run. */
  static final String RESULTS = "run-results.json";

  private final Console console;
  private final OpenWorkspace workspace;
  private final JobDatabase database;
  private final Lease lease;
  private final RunLog log;
  private final List<Pipeline> pipelines;

  /**
   * Takes the place of the live run, then starts Spark.
   *
   * @param pipeline the one to run, all where null
   */
  Runs(OpenWorkspace workspace, @Nullable String pipeline, Console console) {
    this.workspace = workspace;
    this.console = console;
    this.database = JobDatabase.open(workspace.workspace().repository());
    try {
      this.lease = database.lease(workspace.workspace().lake());
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
    try {
      if (lease.isTakenOver()) {
        console.line("took over from a run that was killed");
      }
      console.status("starting Spark");
      this.log = workspace.runLog();
      this.pipelines = chosen(workspace.pipelines(), pipeline);
      log.flush();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Runs one window and writes down what became of it. */
  RunSummary run(DateWindow window, boolean force) {
    ConsoleProgress progress = new ConsoleProgress(console, log);
    RunSummary summary;
    try (progress) {
      summary =
          new PipelineRunner(database, lease, Clock.systemUTC(), progress)
              .run(pipelines, window, force);
    } finally {
      console.status("recording the run");
      log.flush();
      console.status(null);
    }
    write(summary);
    tell(summary);
    return summary;
  }

  private void tell(RunSummary summary) {
    DateWindow window = summary.window();
    String days =
        window.firstDate().equals(window.lastDate())
            ? window.firstDate().toString()
            : window.firstDate() + " to " + window.lastDate();
    if (summary.isAlreadyDone()) {
      console.good(days + " was already done; --rerun does it again");
    } else if (summary.exitCode() == 0) {
      console.good(
          "%s done: %d tables in %.1f s"
              .formatted(days, summary.tables().size(), summary.seconds()));
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

  private static List<Pipeline> chosen(List<Pipeline> all, @Nullable String name) {
    if (name == null) {
      return all;
    }
    List<Pipeline> chosen = all.stream().filter(pipeline -> pipeline.name().equals(name)).toList();
    if (chosen.isEmpty()) {
      List<String> names = all.stream().map(Pipeline::name).collect(Collectors.toList());
      throw Errors.of(
          ErrorCode.USAGE,
          "there is no pipeline '" + name + "'",
          Errors.closest(name, names)
              .map(near -> "did you mean '" + near + "'?")
              .orElse("use one of: " + String.join(", ", names)));
    }
    return chosen;
  }

  @Override
  public void close() {
    lease.close();
    database.close();
  }
}
