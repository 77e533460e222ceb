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
import io.journeyhouse.jobs.batch.Withdrawal;
import io.journeyhouse.jobs.batch.WithdrawalRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs windows one after another as the one live run of the workspace. */
final class Runs implements AutoCloseable {
  /** What became of the last run. */
  static final String RESULTS = "run-results.json";

  private static final List<String> UP_TO_CUSTOMERS = List.of("ingest", "silver", "identity");

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
      if (summary.isHeld() && isPublishedWith(after(before, missed, window))) {
        summary = run(night, before, false);
      }
      if (summary.exitCode() != 0) {
        return summary;
      }
    }
    if (!missed.isEmpty()) {
      console.heading(window.dates());
    }
    return run(window, force);
  }

  private static List<DateWindow> after(
      DateWindow held, List<DateWindow> missed, DateWindow window) {
    return Stream.concat(missed.stream(), Stream.of(window))
        .filter(later -> later.from().isAfter(held.from()))
        .toList();
  }

  /**
   * Adds what later days deliver to customers that are held: a whole delivery after a cut one makes
   * them good again.
   *
   * @return whether they are published now
   */
  private boolean isPublishedWith(List<DateWindow> later) {
    for (DateWindow window : later) {
      console.heading(window.dates() + " adds to what is held");
      RunSummary summary = run(UP_TO_CUSTOMERS, window, false);
      if (!summary.isHeld()) {
        return summary.exitCode() == 0;
      }
    }
    return false;
  }

  /** Runs one window and writes down what became of it. */
  RunSummary run(DateWindow window, boolean force) {
    return run(pipelines, window, force);
  }

  private RunSummary run(List<String> names, DateWindow window, boolean force) {
    Optional<RunSummary> before = finishWithdrawal();
    if (before.isPresent() && before.get().exitCode() != 0) {
      return before.get();
    }
    List<Pipeline> chosen =
        started().pipelines().stream().filter(one -> names.contains(one.name())).toList();
    RunSummary summary = shown(runner -> runner.run(chosen, window, force));
    tell(window.dates(), summary);
    return summary;
  }

  /**
   * Takes a loaded file back.
   *
   * @param file its path as {@code ops.landed_file} names it, or absolute
   * @param source the one that loaded it; null where only one did
   * @param replace whether what it holds now is loaded in its place
   */
  RunSummary withdraw(String file, @Nullable String source, boolean replace) {
    started();
    Optional<Withdrawal> begun = WithdrawalRunner.open(database, workspace.workspace().zone());
    Optional<RunSummary> before = finishWithdrawal();
    Loaded loaded = Loaded.find(workspace, file, source);
    boolean isSame =
        begun
            .filter(one -> one.source().equals(loaded.source()))
            .filter(one -> one.path().equals(loaded.path()) && one.isReplaced() == replace)
            .isPresent();
    if (before.isPresent() && (isSame || before.get().exitCode() != 0)) {
      return before.get();
    }
    loaded.refuseUnlessWithdrawable(workspace, started().log(), replace);
    WithdrawalRunner.begin(
        database, workspace.workspace(), loaded.source(), loaded.path(), replace);
    return finishWithdrawal().orElseThrow();
  }

  /** What was begun to be withdrawn comes before all else: later runs would pass it over. */
  private Optional<RunSummary> finishWithdrawal() {
    return WithdrawalRunner.open(database, workspace.workspace().zone())
        .map(
            open -> {
              String what = open.path() + (open.isReplaced() ? ": replacing" : ": taking back");
              console.heading(what);
              RunLog log = started().log();
              RunSummary summary =
                  shown(
                      runner ->
                          new WithdrawalRunner(
                                  database,
                                  runner,
                                  workspace.workspace(),
                                  workspace.lake(),
                                  workspace.contracts(),
                                  log)
                              .finish(open));
              tell(what, summary);
              return summary;
            });
  }

  private RunSummary shown(Function<PipelineRunner, RunSummary> run) {
    RunLog log = started().log();
    RunSummary summary;
    try (ConsoleProgress progress = new ConsoleProgress(console, log)) {
      summary = run.apply(new PipelineRunner(database, lease, Clock.systemUTC(), progress));
    } finally {
      console.status("recording the run");
      log.flush();
      console.status(null);
    }
    write(summary);
    return summary;
  }

  /** Starts Spark when asked first, and records what a killed run left. */
  private Started started() {
    if (started == null) {
      console.status("starting Spark");
      started = new Started(workspace.runLog(), workspace.pipelines());
      try {
        started.log().flush();
      } catch (RuntimeException e) {
        throw workspace.explained(e);
      }
    }
    return started;
  }

  private void tell(String what, RunSummary summary) {
    if (summary.isAlreadyDone()) {
      console.good(what + " was already done; --rerun does it again");
    } else if (summary.exitCode() == 0) {
      console.good(
          "%s done: %d tables in %.1f s"
              .formatted(what, summary.tables().size(), summary.seconds()));
    } else if (summary.isWaiting()) {
      console.bad(what + " waits for a source; the same command goes on when it is there");
    } else {
      console.bad(
          what
              + " failed; the same command goes on where it stopped"
              + (summary.notStarted().isEmpty()
                  ? ""
                  : "; not started: " + String.join(", ", summary.notStarted())));
      if (summary.isHeld()) {
        HeldLines.tell(console, workspace.heldCustomers().report(summary.window()));
      }
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
