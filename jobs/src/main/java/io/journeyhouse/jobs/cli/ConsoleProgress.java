package io.journeyhouse.jobs.cli;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.JourneyhouseException;
import io.journeyhouse.common.run.RunContext;
import io.journeyhouse.common.run.RunLog;
import io.journeyhouse.common.run.TableResult;
import io.journeyhouse.jobs.batch.RunListener;
import io.journeyhouse.jobs.batch.TableRun;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Shows a run: a line a table, and on a terminal a bar with what is at work. */
final class ConsoleProgress implements RunListener, AutoCloseable {
  private static final int BAR = 24;

  /**
   * A quality rule's stop is recorded with its counts where it is found; to wait is no failure; and
   * who lost the lake writes nothing there.
   */
  private static final Set<ErrorCode> NOT_RECORDED =
      EnumSet.of(ErrorCode.QUALITY_GATE, ErrorCode.SOURCE_WAITING, ErrorCode.ALREADY_RUNNING);

  private final Console console;
  private final RunLog log;
  private final Map<String, Long> atWork = new LinkedHashMap<>();
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
          });
  private int steps;
  private int done;

  ConsoleProgress(Console console, RunLog log) {
    this.console = console;
    this.log = log;
    var unused = ticker.scheduleWithFixedDelay(this::draw, 1, 1, TimeUnit.SECONDS);
  }

  @Override
  public synchronized void planned(int count) {
    steps = count;
  }

  @Override
  public synchronized void doneBefore(TableRun table) {
    done++;
  }

  @Override
  public void alreadyDone(String pipeline) {
    console.line(pipeline + ": already done");
  }

  @Override
  public synchronized void started(TableName table) {
    atWork.put(table.toString(), System.nanoTime());
    draw();
  }

  @Override
  public synchronized void finished(TableRun table) {
    atWork.remove(table.table());
    done++;
    console.line(
        String.format(
            Locale.ROOT,
            "%3d/%d %-36s %,12d rows %7.1f s%s",
            done,
            steps,
            table.table(),
            table.rowsOut(),
            table.seconds(),
            remarks(table)));
    table.notes().forEach(note -> console.line("       " + note));
    table.checks().stream()
        .filter(check -> !check.passed())
        .forEach(
            check ->
                console.line(
                    "       %s (%s): %,d of %,d rows"
                        .formatted(
                            check.rule(),
                            check.onFail().toLowerCase(Locale.ROOT),
                            check.failed(),
                            check.rows())));
    draw();
  }

  @Override
  public synchronized void failed(RunContext run, TableRun table, JourneyhouseException error) {
    atWork.remove(table.table());
    done++;
    console.bad(
        String.format(Locale.ROOT, "%3d/%d %-36s %s", done, steps, table.table(), table.status()));
    console.bad(error.describe());
    if (!NOT_RECORDED.contains(error.code())) {
      log.recordFailure(
          run,
          new TableResult(
              TableName.of(table.table()),
              TableResult.Status.UNCHANGED,
              0,
              0,
              0,
              0,
              table.seconds(),
              -1,
              List.of(),
              List.of()),
          error.code().id());
    }
    draw();
  }

  private static String remarks(TableRun table) {
    StringBuilder remarks = new StringBuilder();
    if (table.quarantined() > 0) {
      remarks.append(String.format(Locale.ROOT, "  %,d quarantined", table.quarantined()));
    }
    if (table.duplicates() > 0) {
      remarks.append(String.format(Locale.ROOT, "  %,d duplicates", table.duplicates()));
    }
    return remarks.toString();
  }

  private synchronized void draw() {
    if (atWork.isEmpty()) {
      console.status(null);
      return;
    }
    int filled = steps == 0 ? 0 : BAR * done / steps;
    StringBuilder bar = new StringBuilder("[");
    bar.append("=".repeat(filled)).append(" ".repeat(BAR - filled)).append("] ");
    long now = System.nanoTime();
    atWork.forEach(
        (table, since) ->
            bar.append(table).append(' ').append((now - since) / 1_000_000_000).append(" s  "));
    console.status(bar.toString().strip());
  }

  @Override
  public void close() {
    ticker.shutdownNow();
    console.status(null);
  }
}
