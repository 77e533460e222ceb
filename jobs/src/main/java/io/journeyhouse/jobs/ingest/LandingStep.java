package io.journeyhouse.jobs.ingest;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.error.JourneyhouseException;
import io.journeyhouse.common.lake.Commit;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.lake.RawTable;
import io.journeyhouse.common.run.CrashPoint;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.RunContext;
import io.journeyhouse.common.run.RunLog;
import io.journeyhouse.common.run.TableResult;
import io.journeyhouse.common.run.TableResult.Status;
import io.journeyhouse.common.run.TableStep;
import io.journeyhouse.jobs.workspace.Expected;
import io.journeyhouse.jobs.workspace.Expected.OnMissing;
import io.journeyhouse.jobs.workspace.SourceConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkThrowable;
import org.jspecify.annotations.Nullable;

/**
 * Loads what a source has delivered and was not loaded before.
 *
 * <p>Rows and the list of their files are one commit. {@code ops.landed_file} follows from it: each
 * step first records the table's newest commit where that was not done, so that no kill, between
 * whichever two lines, makes a later run load a file again.
 */
final class LandingStep implements TableStep {
  private final SourceConfig source;
  private final @Nullable Expected expected;
  private final SourceReader reader;
  private final Lake lake;
  private final RunLog log;
  private final LandedFiles landedFiles;
  private final RawTable table;

  /**
   * @param expected when its delivery is due; null where nobody waits for it
   */
  LandingStep(
      SourceConfig source,
      @Nullable Expected expected,
      SourceReader reader,
      Lake lake,
      RunLog log,
      LandedFiles landedFiles) {
    this.source = source;
    this.expected = expected;
    this.reader = reader;
    this.lake = lake;
    this.log = log;
    this.landedFiles = landedFiles;
    this.table = new RawTable(lake, source.bronze());
  }

  @Override
  public TableName output() {
    return source.bronze();
  }

  @Override
  public List<String> inputs() {
    return List.of();
  }

  @Override
  public TableResult run(RunContext run) {
    return lake.inSession(() -> land(run));
  }

  /**
   * Reads what there is through and loads nothing.
   *
   * @throws JourneyhouseException where it could not be loaded
   */
  void tryOut(DateWindow window) {
    RunContext run = RunContext.of("ingest", window, 1, log.now());
    Bronze.Stamp stamp = Bronze.Stamp.of(source.name(), run, log.now());
    List<String> notes = new ArrayList<>();
    lake.inSession(
        () -> {
          reader
              .next(window, new LandedFiles.OfSource(), stamp, notes)
              .ifPresent(
                  delivery -> {
                    try {
                      delivery.rows().write().format("noop").mode("overwrite").save();
                    } catch (RuntimeException e) {
                      throw isUnreadable(e) ? unreadable(e) : e;
                    }
                    // throws where a file must not be kept
                    var unused = delivery.received().apply(0);
                  });
          return null;
        });
  }

  private TableResult land(RunContext run) {
    Instant start = log.now();
    String name = output().toString();
    Commit identity =
        new Commit(run.pipeline() + "/" + name + "/" + run.window(), run.attempt(), "");
    LandingNote.parse(table.lastMetadata()).ifPresent(note -> landedFiles.record(run, note));
    if (table.isWritten(identity)) {
      TableResult before = writtenBefore(identity);
      log.record(run, before);
      CrashPoint.reach(name + ":after-record");
      return before;
    }
    Bronze.Stamp stamp = Bronze.Stamp.of(source.name(), run, start);
    List<String> notes = new ArrayList<>();
    LandedFiles.OfSource landed = landedFiles.of(source.name());
    waitForIt(run.window(), landed, start, notes);
    Optional<Delivery> delivery = reader.next(run.window(), landed, stamp, notes);
    TableResult result;
    if (delivery.isEmpty()) {
      result = result(Status.UNCHANGED, 0, start, notes);
    } else {
      lake.spark().sparkContext().setJobGroup(run.runId(), name + " " + run.window(), false);
      LandingNote note = load(run, identity, delivery.get(), start, notes);
      CrashPoint.reach(name + ":after-commit");
      landedFiles.record(run, note);
      result = result(Status.WRITTEN, note.rows(), start, note.notes());
    }
    log.record(run, result);
    CrashPoint.reach(name + ":after-record");
    return result;
  }

  /**
   * Loads nothing before the delivery for the window's last day is there, late files of other days
   * neither: a window is one commit.
   */
  private void waitForIt(
      DateWindow window, LandedFiles.OfSource landed, Instant now, List<String> notes) {
    if (expected == null || !reader.isMissing(window, landed)) {
      return;
    }
    Instant due = expected.dueAt(window);
    boolean isDue = !now.isBefore(due);
    String missing =
        "the delivery of source %s for %s, due %s, is not there"
            .formatted(source.name(), window.lastDate(), due.atZone(window.zone()));
    if (isDue && expected.onMissing() == OnMissing.WARN) {
      notes.add(missing);
      return;
    }
    boolean isOver =
        isDue
            && (expected.onMissing() == OnMissing.STOP
                || !now.isBefore(due.plus(expected.giveUpAfter())));
    if (isOver) {
      throw Errors.of(
          ErrorCode.SOURCE_MISSING,
          source.where() + ": " + missing,
          "deliver it, or set on-missing: warn there to go on without it, and run the same command"
              + " again");
    }
    throw Errors.of(
        ErrorCode.SOURCE_WAITING,
        source.where() + ": " + missing + " yet",
        "run the same command again later; what other sources delivered is loaded");
  }

  private LandingNote load(
      RunContext run, Commit identity, Delivery delivery, Instant start, List<String> notes) {
    List<LandingNote> written = new ArrayList<>();
    try {
      table.append(
          delivery.schema(),
          "rows of " + source.name() + " as received",
          Bronze.STATS,
          delivery.rows(),
          identity,
          rows -> {
            Delivery.Received received = delivery.received().apply(rows);
            List<String> all = new ArrayList<>(received.notes());
            all.addAll(notes);
            LandingNote note =
                new LandingNote(
                    identity.applicationId(),
                    run.attempt(),
                    source.name(),
                    run.runId(),
                    run.window().to().toString(),
                    start.toString(),
                    rows,
                    all,
                    received.files());
            written.add(note);
            CrashPoint.reach(output() + ":before-commit");
            return note.toJson();
          });
    } catch (RuntimeException e) {
      throw isUnreadable(e) ? unreadable(e) : e;
    }
    return written.get(0);
  }

  /** Spark's own readers say by a condition that it was the file and not the table. */
  private static boolean isUnreadable(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SparkThrowable spark
          && String.valueOf(spark.getCondition()).startsWith("FAILED_READ_FILE")) {
        return true;
      }
    }
    return false;
  }

  private RuntimeException unreadable(Throwable cause) {
    return Errors.of(
        ErrorCode.SOURCE_UNREADABLE,
        source.where() + ": a file of source " + source.name() + " cannot be read to its end",
        "deliver it anew under the same name and run the same command again; the log names it",
        cause);
  }

  private TableResult writtenBefore(Commit identity) {
    LandingNote note =
        LandingNote.parse(lake.userMetadata(output(), identity.applicationId())).orElse(null);
    long rows = note == null ? 0 : note.rows();
    List<String> notes = note == null ? List.of() : note.notes();
    return result(Status.ALREADY_WRITTEN, rows, log.now(), notes);
  }

  private TableResult result(Status status, long rows, Instant start, List<String> notes) {
    double seconds = Duration.between(start, log.now()).toMillis() / 1000.0;
    return new TableResult(
        output(),
        status,
        rows,
        rows,
        0,
        0,
        seconds,
        lake.version(output()),
        List.of(),
        List.copyOf(notes));
  }
}
