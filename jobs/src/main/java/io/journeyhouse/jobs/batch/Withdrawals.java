package io.journeyhouse.jobs.batch;

import io.journeyhouse.common.run.DateWindow;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** The withdrawals of a lake. One that was begun is open until all its tables are restated. */
final class Withdrawals {
  static final String TABLE = "journeyhouse_withdrawal";

  private final JdbcTemplate database;

  Withdrawals(DataSource dataSource) {
    this.database = new JdbcTemplate(dataSource);
  }

  static void createTable(DataSource dataSource) {
    new JdbcTemplate(dataSource)
        .execute(
            """
            create table if not exists journeyhouse_withdrawal (
              window_from varchar(40) primary key,
              window_to varchar(40) not null,
              source varchar(200) not null,
              path varchar(2000) not null,
              is_replaced boolean not null,
              is_taken_out boolean not null,
              is_open boolean not null)
            """);
  }

  /** The one that is not done. */
  Optional<Withdrawal> open(ZoneId zone) {
    List<Withdrawal> open =
        database.query(
            "select source, path, is_replaced, is_taken_out, window_from, window_to"
                + " from journeyhouse_withdrawal"
                + " where is_open",
            (row, number) ->
                new Withdrawal(
                    row.getString(1),
                    row.getString(2),
                    row.getBoolean(3),
                    row.getBoolean(4),
                    new DateWindow(
                        Instant.parse(row.getString(5)), Instant.parse(row.getString(6)), zone)));
    return open.stream().findFirst();
  }

  void begin(Withdrawal withdrawal) {
    database.update(
        "insert into journeyhouse_withdrawal"
            + " (window_from, window_to, source, path, is_replaced, is_taken_out, is_open)"
            + " values (?, ?, ?, ?, ?, false, true)",
        withdrawal.window().from().toString(),
        withdrawal.window().to().toString(),
        withdrawal.source(),
        withdrawal.path(),
        withdrawal.isReplaced());
  }

  void noteTakenOut(Withdrawal withdrawal) {
    database.update(
        "update journeyhouse_withdrawal set is_taken_out = true where window_from = ?",
        withdrawal.window().from().toString());
  }

  void close(Withdrawal withdrawal) {
    database.update(
        "update journeyhouse_withdrawal set is_open = false where window_from = ?",
        withdrawal.window().from().toString());
  }
}
