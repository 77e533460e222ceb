package io.journeyhouse.jobs.cli;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.apache.logging.log4j.core.config.Configurator;

/** Sends all logging of the process, Spark's included, to a file of the workspace. */
final class Logs {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
  private static final String FILE = "journeyhouse.log.file";

  private static final String CONFIGURATION = "journeyhouse-log4j2.properties";

  private Logs() {}

  /** Logs nothing until a workspace is known. To be called before anything logs. */
  static void prepare() {
    System.setProperty("log4j2.configurationFile", "classpath:" + CONFIGURATION);
  }

  /** Names the file; it is made with the first line that is logged. */
  static Path toFileIn(Path folder, String command, boolean verbose) {
    String name =
        command
            + "-"
            + TIME.format(LocalDateTime.now())
            + "-"
            + ProcessHandle.current().pid()
            + ".log";
    Path file = folder.resolve(name).toAbsolutePath().normalize();
    System.setProperty(FILE, file.toString());
    System.setProperty("journeyhouse.log.level", verbose ? "info" : "warn");
    System.setProperty("journeyhouse.log.own", "info");
    return file;
  }

  /**
   * Takes the log back once Spark has started: under {@code spark-submit} that has set up its own
   * before this program began, all to the screen, and insists on it until then.
   */
  static void takeBack() {
    if (System.getProperty("SPARK_SUBMIT") != null) {
      Configurator.reconfigure(
          URI.create(String.valueOf(Logs.class.getResource("/" + CONFIGURATION))));
    }
  }

  /** The log, where anything was logged. */
  static Optional<Path> file() {
    return Optional.ofNullable(System.getProperty(FILE)).map(Path::of).filter(Files::exists);
  }
}
