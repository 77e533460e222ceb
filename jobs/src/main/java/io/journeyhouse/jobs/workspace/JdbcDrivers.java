package io.journeyhouse.jobs.workspace;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Properties;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Finds the driver of a database. By {@code spark-submit} drivers are in a class loader of their
 * own, where neither {@link java.sql.DriverManager} nor what asks it from Spark's own libraries
 * sees them.
 */
public final class JdbcDrivers {
  private JdbcDrivers() {}

  /**
   * The driver that takes a URL.
   *
   * @throws io.journeyhouse.common.error.JourneyhouseException where there is none
   */
  public static Driver of(String url) {
    for (Driver driver : ServiceLoader.load(Driver.class, JdbcDrivers.class.getClassLoader())) {
      if (takes(driver, url)) {
        return driver;
      }
    }
    String kind = url.replaceAll("^(jdbc:[^:/]*).*", "$1");
    throw Errors.of(
        ErrorCode.ENVIRONMENT,
        "there is no driver for " + kind,
        "add one to the dependencies of jobs/pom.xml, or name its jar in spark-submit's --jars");
  }

  /**
   * Connects to a database.
   *
   * @throws SQLException where it cannot be reached or lets nobody in
   * @throws io.journeyhouse.common.error.JourneyhouseException where there is no driver for it
   */
  public static Connection connect(String url, Properties login) throws SQLException {
    Connection connection = of(url).connect(url, login);
    return Objects.requireNonNull(connection, "a driver that takes the URL");
  }

  private static boolean takes(Driver driver, String url) {
    try {
      return driver.acceptsURL(url);
    } catch (SQLException e) {
      return false;
    }
  }

  /** What a driver is given to log in with. */
  public static Properties login(@Nullable String user, @Nullable Secret password) {
    Properties login = new Properties();
    if (user != null) {
      login.setProperty("user", user);
    }
    if (password != null) {
      login.setProperty("password", password.value());
    }
    return login;
  }
}
