package io.journeyhouse.jobs.batch;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.error.JourneyhouseException;
import io.journeyhouse.common.lake.CommitGuard;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The right to be the one live run of a lake. Each lease has a token, a number that grows with
 * every one that is given; no commit is written without asking whether it is still the newest. The
 * lease of a dead holder is taken over: at once on the same machine, where the process can be seen
 * to be gone; else when it is expired by the repository's clock.
 */
public final class Lease implements AutoCloseable {
  private static final int BEATS_BEFORE_EXPIRY = 6;

  private final LeaseTable table;
  private final long token;
  private final boolean takenOver;
  private final @Nullable HolderNote note;
  private final Runnable guard = this::require;
  private final ScheduledExecutorService heart;

  private Lease(LeaseTable table, long token, boolean takenOver, @Nullable HolderNote note) {
    this.table = table;
    this.token = token;
    this.takenOver = takenOver;
    this.note = note;
    this.heart =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "lease");
              thread.setDaemon(true);
              return thread;
            });
    long beat = table.expiry().toMillis() / BEATS_BEFORE_EXPIRY;
    var unused = heart.scheduleWithFixedDelay(this::beat, beat, beat, TimeUnit.MILLISECONDS);
    CommitGuard.set(guard);
  }

  /**
   * Takes the lease.
   *
   * @param note where to say so besides
   * @throws JourneyhouseException when another run holds it
   */
  static Lease take(LeaseTable table, @Nullable HolderNote note) {
    OwnProcess own = OwnProcess.get();
    try {
      LeaseTable.Entry last = table.find();
      if (isAlive(last, own) || !table.take(last.token(), own)) {
        throw alreadyRunning(table);
      }
      Lease lease = new Lease(table, last.token() + 1, last.holder().isPresent(), note);
      lease.writeNote();
      return lease;
    } catch (SQLException e) {
      throw Errors.of(
          ErrorCode.ENVIRONMENT,
          "the repository does not let the run register itself (SQL state " + e.getSQLState() + ")",
          "give its user the right to write",
          e);
    }
  }

  /** Whether the lease of a dead run was found and taken. */
  public boolean isTakenOver() {
    return takenOver;
  }

  /** Says what the run is at, for who finds the lake taken. */
  void tell(String work) {
    try {
      table.tell(token, work);
      writeNote();
    } catch (SQLException e) {
      throw unreachable(e);
    }
  }

  private void writeNote() throws SQLException {
    if (note != null) {
      note.write(table.find().describe());
    }
  }

  /** Extends the lease; throws when another run holds it now. */
  public void require() {
    try {
      if (!table.extend(token)) {
        throw lost();
      }
    } catch (SQLException e) {
      throw unreachable(e);
    }
  }

  /** What to say to a run that lost its lease; empty while it has it. */
  Optional<JourneyhouseException> loss() {
    try {
      return table.extend(token) ? Optional.empty() : Optional.of(lost());
    } catch (SQLException e) {
      // who cannot ask does not know
      return Optional.empty();
    }
  }

  private void beat() {
    var unused = loss();
  }

  /** Gives the place back. */
  @Override
  public void close() {
    CommitGuard.lift(guard);
    heart.shutdownNow();
    try {
      table.release(token);
      if (note != null) {
        note.remove();
      }
    } catch (SQLException | IOException e) {
      // the entry stays; this process is gone soon and the next run sees that
    }
  }

  private static boolean isAlive(LeaseTable.Entry entry, OwnProcess observer) {
    return entry.holder().isPresent()
        && !entry.isExpired()
        && (!entry.holder().get().host().equals(observer.host()) || entry.holder().get().isAlive());
  }

  private static JourneyhouseException alreadyRunning(LeaseTable table) throws SQLException {
    Duration expiry = table.expiry();
    return Errors.of(
        ErrorCode.ALREADY_RUNNING,
        "another run is at work on " + table.lake() + table.find().describe(),
        "wait until it is done, or stop it; a killed one is taken over within "
            + expiry.toSeconds()
            + " s");
  }

  private JourneyhouseException lost() throws SQLException {
    return Errors.of(
        ErrorCode.ALREADY_RUNNING,
        "this run lost "
            + table.lake()
            + " to another one"
            + table.find().describe()
            + ", because it gave no sign for "
            + table.expiry().toSeconds()
            + " s; it writes nothing more",
        "look after the run that is live now; run the same command again after it");
  }

  private static JourneyhouseException unreachable(SQLException e) {
    return Errors.of(
        ErrorCode.STORAGE_FAILED,
        "the repository cannot be asked whether this run still holds the lake (SQL state "
            + e.getSQLState()
            + "), so nothing more was written",
        "see that the database runs, and run the same command again: it goes on where it stopped",
        e);
  }
}
