package io.journeyhouse.jobs.cli;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.jobs.ingest.Landing;
import io.journeyhouse.jobs.workspace.JdbcDrivers;
import io.journeyhouse.jobs.workspace.SourceConfig;
import io.journeyhouse.jobs.workspace.SourceConfig.Jdbc;
import io.journeyhouse.jobs.workspace.Workspace;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.Properties;

/** Looks after the files and databases of sources without reading them. */
final class Sources {
  private Sources() {}

  /**
   * What there is of a source.
   *
   * @throws io.journeyhouse.common.error.JourneyhouseException where there is nothing
   */
  static String describe(Workspace workspace, SourceConfig source) {
    return source.jdbc() == null ? files(workspace, source) : rows(source, source.jdbc());
  }

  private static String files(Workspace workspace, SourceConfig source) {
    int files = Landing.files(workspace, source, LocalDate.MAX).size();
    if (files == 0) {
      throw Errors.of(
          ErrorCode.ENVIRONMENT,
          source.where() + ": no file fits " + source.path(),
          "put the files there, correct path:, or delete the source if you do not have it");
    }
    return "source " + source.name() + ": " + files + (files == 1 ? " file" : " files");
  }

  private static String rows(SourceConfig source, Jdbc jdbc) {
    Properties login = JdbcDrivers.login(jdbc.user(), jdbc.password());
    login.setProperty("loginTimeout", "10");
    try (Connection connection = JdbcDrivers.connect(jdbc.url(), login);
        Statement statement = connection.createStatement()) {
      // both are plain names, see SourceConfig
      statement
          .executeQuery("select " + jdbc.watermark() + " from " + jdbc.table() + " where 1 = 0")
          .close();
      return "source " + source.name() + ": table " + jdbc.table() + " can be read";
    } catch (SQLException e) {
      throw Errors.of(
          ErrorCode.ENVIRONMENT,
          source.where()
              + ": "
              + jdbc.table()
              + " cannot be read (SQL state "
              + e.getSQLState()
              + ")",
          "check url:, user:, password:, table: and watermark:, and the user's right to read",
          e);
    }
  }
}
