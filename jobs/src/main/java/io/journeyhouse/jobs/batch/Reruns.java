package io.journeyhouse.jobs.batch;

import io.journeyhouse.common.run.DateWindow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The forced re-runs of windows. A re-run that failed keeps its number until it is done, for all
 * its pipelines, also those that it did not reach; a newer one replaces it.
 */
final class Reruns {
  static final String TABLE = "journeyhouse_rerun";

  private final DataSource dataSource;

  Reruns(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** One forced re-run. */
  record Rerun(int number, List<String> pipelines) {}

  static void createTable(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          create table if not exists journeyhouse_rerun (
            window_of varchar(100) not null,
            number int not null,
            pipelines varchar(1000) not null,
            is_open boolean not null,
            primary key (window_of, number))
          """);
    }
  }

  /** The re-run of a window that is not done. */
  Optional<Rerun> open(DateWindow window) {
    return query(
        "select number, pipelines from journeyhouse_rerun where window_of = ? and is_open", window);
  }

  /** The highest number used for a window, 0 where it was never forced. */
  int highest(DateWindow window) {
    return query(
            "select number, pipelines from journeyhouse_rerun where window_of = ?"
                + " order by number desc",
            window)
        .map(Rerun::number)
        .orElse(0);
  }

  /** Starts the next re-run. */
  Rerun next(DateWindow window, List<String> pipelines) {
    Rerun next = new Rerun(highest(window) + 1, List.copyOf(pipelines));
    close(window);
    update(
        "insert into journeyhouse_rerun (window_of, number, pipelines, is_open)"
            + " values (?, "
            + next.number()
            + ", '"
            + String.join(",", pipelines)
            + "', true)",
        window);
    return next;
  }

  /** Marks the window's re-run as done. */
  void close(DateWindow window) {
    update("update journeyhouse_rerun set is_open = false where window_of = ?", window);
  }

  private Optional<Rerun> query(String sql, DateWindow window) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, window.toString());
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(new Rerun(row.getInt(1), Arrays.asList(row.getString(2).split(",", -1))))
            : Optional.empty();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void update(String sql, DateWindow window) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update = connection.prepareStatement(sql)) {
      update.setString(1, window.toString());
      update.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
