package io.journeyhouse.jobs.batch;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.error.JourneyhouseException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The right to be the one live run of a lake. It is a row with the holder's process and a
 * heartbeat. The row of a dead holder is taken over: at once on the same machine, where the process
 * can be seen to be gone; from another machine once the heartbeat is old.
 */
public final class Lease implements AutoCloseable {
  static final String TABLE = "journeyhouse_lease";

  private static final Duration BEAT = Duration.ofSeconds(10);
  private static final Duration EXPIRY = Duration.ofSeconds(60);

  private final DataSource dataSource;
  private final String name;
  private final String token = UUID.randomUUID().toString();
  private final boolean takenOver;
  private final ScheduledExecutorService heart;
  private volatile long lastBeat = System.nanoTime();
  private volatile boolean lost;

  private Lease(DataSource dataSource, String name) throws SQLException {
    this.dataSource = dataSource;
    this.name = name;
    this.takenOver = acquire();
    this.heart =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "lease");
              thread.setDaemon(true);
              return thread;
            });
    var unused =
        heart.scheduleWithFixedDelay(
            this::beat, BEAT.toSeconds(), BEAT.toSeconds(), TimeUnit.SECONDS);
  }

  static void createTable(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          create table if not exists journeyhouse_lease (
            name varchar(1000) primary key,
            token varchar(36) not null,
            host varchar(200) not null,
            pid bigint not null,
            process_start varchar(40) not null,
            heartbeat_at timestamp with time zone not null)
          """);
    }
  }

  static Lease take(DataSource dataSource, String name) {
    try {
      return new Lease(dataSource, name);
    } catch (SQLException e) {
      throw Errors.of(
          ErrorCode.ENVIRONMENT,
          "the repository does not let the run register itself (SQL state " + e.getSQLState() + ")",
          "give its user the right to write",
          e);
    }
  }

  /** Whether the row of a dead run was found and taken. */
  public boolean isTakenOver() {
    return takenOver;
  }

  /** Throws when another process holds the lease now, so that this one stops writing. */
  public void require() {
    if (lost) {
      throw Errors.of(
          ErrorCode.ALREADY_RUNNING,
          "this run lost its place to another one, because it could not reach the repository for "
              + EXPIRY.toSeconds()
              + " s",
          "look after the run that is live now; run the same command again after it");
    }
  }

  private boolean acquire() throws SQLException {
    OwnProcess own = OwnProcess.get();
    try (Connection connection = dataSource.getConnection()) {
      Holder holder = holder(connection);
      if (holder == null) {
        if (insert(connection, own)) {
          return false;
        }
        throw alreadyRunning(holder(connection));
      }
      if (holder.isAlive(own) || !replace(connection, holder, own)) {
        throw alreadyRunning(holder);
      }
      return true;
    }
  }

  private @Nullable Holder holder(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select token, host, pid, process_start,"
                + " case when heartbeat_at > current_timestamp - interval '"
                + EXPIRY.toSeconds()
                + "' second then 1 else 0 end from journeyhouse_lease where name = ?")) {
      select.setString(1, name);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? new Holder(
                row.getString(1),
                new OwnProcess(row.getString(2), row.getLong(3), row.getString(4)),
                row.getInt(5) == 1)
            : null;
      }
    }
  }

  private boolean insert(Connection connection, OwnProcess own) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into journeyhouse_lease (token, host, pid, process_start, heartbeat_at, name)"
                + " values (?, ?, ?, ?, current_timestamp, ?)")) {
      bind(insert, own);
      insert.setString(5, name);
      return insert.executeUpdate() == 1;
    } catch (SQLException e) {
      if (String.valueOf(e.getSQLState()).startsWith("23")) {
        // another process was faster
        return false;
      }
      throw e;
    }
  }

  private boolean replace(Connection connection, Holder dead, OwnProcess own) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update journeyhouse_lease set token = ?, host = ?, pid = ?, process_start = ?,"
                + " heartbeat_at = current_timestamp where name = ? and token = ?")) {
      bind(update, own);
      update.setString(5, name);
      update.setString(6, dead.token());
      return update.executeUpdate() == 1;
    }
  }

  private void bind(PreparedStatement statement, OwnProcess own) throws SQLException {
    statement.setString(1, token);
    statement.setString(2, own.host());
    statement.setLong(3, own.pid());
    statement.setString(4, own.start());
  }

  private void beat() {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update =
            connection.prepareStatement(
                "update journeyhouse_lease set heartbeat_at = current_timestamp"
                    + " where name = ? and token = ?")) {
      update.setString(1, name);
      update.setString(2, token);
      lost = update.executeUpdate() != 1;
      lastBeat = System.nanoTime();
    } catch (SQLException e) {
      lost = System.nanoTime() - lastBeat > EXPIRY.toNanos();
    }
  }

  /** Gives the place back. */
  @Override
  public void close() {
    heart.shutdownNow();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement delete =
            connection.prepareStatement(
                "delete from journeyhouse_lease where name = ? and token = ?")) {
      delete.setString(1, name);
      delete.setString(2, token);
      delete.executeUpdate();
    } catch (SQLException e) {
      // the row stays; this process is gone soon and the next run sees that
      lost = true;
    }
  }

  private JourneyhouseException alreadyRunning(@Nullable Holder holder) {
    return Errors.of(
        ErrorCode.ALREADY_RUNNING,
        "another run is at work on "
            + name
            + (holder == null
                ? ""
                : " (process "
                    + holder.process().pid()
                    + " on "
                    + holder.process().host().replaceFirst("/.*", "")
                    + ")"),
        "wait until it is done, or stop it; a killed one is taken over within "
            + EXPIRY.toSeconds()
            + " s");
  }

  private record Holder(String token, OwnProcess process, boolean beats) {
    boolean isAlive(OwnProcess observer) {
      return process.host().equals(observer.host()) ? process.isAlive() : beats;
    }
  }
}
