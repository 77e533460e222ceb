package io.journeyhouse.jobs.cli;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.jobs.workspace.SourceConfig;
import io.journeyhouse.jobs.workspace.SourceConfig.Jdbc;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** Looks after the files and databases of sources without reading them. */
final class Sources {
  private Sources() {}

  /**
   * What there is of a source.
   *
   * @throws io.journeyhouse.common.error.JourneyhouseException where there is nothing
   */
  static String describe(SourceConfig source) {
    return source.jdbc() == null ? files(source) : rows(source, source.jdbc());
  }

  private static String files(SourceConfig source) {
    String location = Objects.requireNonNull(source.location());
    FileStatus[] found;
    try {
      Path glob = new Path(location.replace("{date}", "*"));
      found = glob.getFileSystem(new Configuration()).globStatus(glob);
    } catch (IOException e) {
      throw Errors.of(
          ErrorCode.ENVIRONMENT,
          source.where()
              + ": "
              + source.path()
              + " cannot be looked at ("
              + e.getClass().getSimpleName()
              + ")",
          "let the user who runs this read the folder",
          e);
    }
    if (found == null || found.length == 0) {
      throw Errors.of(
          ErrorCode.ENVIRONMENT,
          source.where() + ": no file fits " + source.path(),
          "put the files there, correct path:, or delete the source if you do not have it");
    }
    long bytes = 0;
    for (FileStatus file : found) {
      bytes += file.getLen();
    }
    return String.format(
        Locale.ROOT,
        "source %s: %,d files, %,.1f MB",
        source.name(),
        found.length,
        bytes / 1_000_000.0);
  }

  private static String rows(SourceConfig source, Jdbc jdbc) {
    Properties login = new Properties();
    if (jdbc.user() != null) {
      login.setProperty("user", jdbc.user());
    }
    if (jdbc.password() != null) {
      login.setProperty("password", jdbc.password().value());
    }
    login.setProperty("loginTimeout", "10");
    try (Connection connection = DriverManager.getConnection(jdbc.url(), login);
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
