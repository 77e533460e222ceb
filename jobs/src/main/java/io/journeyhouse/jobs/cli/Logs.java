package io.journeyhouse.jobs.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Sends all logging of the process, Spark's included, to a file of the workspace. */
final class Logs {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
  private static final String FILE = "journeyhouse.log.file";

  private Logs() {}

  /** Logs nothing until a workspace is known. To be called before anything logs. */
  static void prepare() {
    System.setProperty("log4j2.configurationFile", "classpath:journeyhouse-log4j2.properties");
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

  /** The log, where anything was logged. */
  static Optional<Path> file() {
    return Optional.ofNullable(System.getProperty(FILE)).map(Path::of).filter(Files::exists);
  }
}
