package io.journeyhouse.jobs.batch;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A lake's entry in the repository's table of leases. It stays when a lease is given back, so that
 * tokens go on growing. All its times are the repository's.
 *
 * @param lake its canonical address
 * @param expiry how long a lease holds after its holder last gave a sign
 */
record LeaseTable(DataSource dataSource, String lake, Duration expiry) {
  static final String TABLE = "journeyhouse_lake_lease";

  /**
   * The state of the entry.
   *
   * @param holder the process that has the lease or died with it; empty where it was given back
   */
  record Entry(
      long token,
      Optional<OwnProcess> holder,
      String work,
      @Nullable OffsetDateTime since,
      boolean isExpired) {

    /** The holder for a person, in brackets; nothing where there is none. */
    String describe() {
      return holder
          .map(
              process ->
                  " (process %d on %s, since %s, %s)"
                      .formatted(
                          process.pid(),
                          process.hostName(),
                          since == null ? "?" : since.toInstant().truncatedTo(ChronoUnit.SECONDS),
                          work))
          .orElse("");
    }
  }

  static void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          create table if not exists journeyhouse_lake_lease (
            lake varchar(1000) primary key,
            token bigint not null,
            host varchar(200),
            pid bigint,
            process_start varchar(40),
            work varchar(1000),
            since timestamp with time zone,
            expires_at timestamp with time zone)
          """);
    }
  }

  /** The entry, made where there is none. */
  Entry find() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "select token, host, pid, process_start, work, since,"
                    + " case when expires_at > current_timestamp then 0 else 1 end"
                    + " from journeyhouse_lake_lease where lake = ?")) {
      select.setString(1, lake);
      Optional<Entry> found = entry(select);
      if (found.isPresent()) {
        return found.get();
      }
      insert(connection);
      return entry(select).orElseThrow();
    }
  }

  private static Optional<Entry> entry(PreparedStatement select) throws SQLException {
    try (ResultSet row = select.executeQuery()) {
      if (!row.next()) {
        return Optional.empty();
      }
      String host = row.getString(2);
      return Optional.of(
          new Entry(
              row.getLong(1),
              host == null
                  ? Optional.empty()
                  : Optional.of(new OwnProcess(host, row.getLong(3), row.getString(4))),
              String.valueOf(row.getString(5)),
              row.getObject(6, OffsetDateTime.class),
              row.getInt(7) == 1));
    }
  }

  private void insert(Connection connection) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into journeyhouse_lake_lease (lake, token) values (?, 0)")) {
      insert.setString(1, lake);
      insert.executeUpdate();
    } catch (SQLException e) {
      // of the class 23 where another process was faster
      if (!String.valueOf(e.getSQLState()).startsWith("23")) {
        throw e;
      }
    }
  }

  /** Takes the lease with the token after the last one; false where another process was faster. */
  boolean take(long last, OwnProcess own) throws SQLException {
    return update(
        "token = token + 1, host = ?, pid = ?, process_start = ?, work = 'starting',"
            + " since = current_timestamp, expires_at = "
            + expiresAt(),
        last,
        own.host(),
        own.pid(),
        own.start());
  }

  /** Extends the lease of a token; false where it is not the holder's any more. */
  boolean extend(long token) throws SQLException {
    return update("expires_at = " + expiresAt(), token);
  }

  /** Writes down what the holder of a token works at. */
  void tell(long token, String work) throws SQLException {
    update("work = ?", token, work);
  }

  /** Gives the lease of a token back. */
  void release(long token) throws SQLException {
    update("host = null", token);
  }

  private String expiresAt() {
    return "current_timestamp + interval '" + expiry.toSeconds() + "' second";
  }

  private boolean update(String change, long token, Object... values) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update =
            connection.prepareStatement(
                "update journeyhouse_lake_lease set " + change + " where lake = ? and token = ?")) {
      int index = 1;
      for (Object value : values) {
        update.setObject(index++, value);
      }
      update.setString(index++, lake);
      update.setLong(index, token);
      return update.executeUpdate() == 1;
    }
  }
}
