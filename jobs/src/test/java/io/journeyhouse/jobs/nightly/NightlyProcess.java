package io.journeyhouse.jobs.nightly;

import io.journeyhouse.common.error.JourneyhouseException;
import io.journeyhouse.common.lake.SparkSessions;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The nightly run in a process of its own, which can be halted at a named place. */
final class NightlyProcess {
  private NightlyProcess() {}

  /**
   * @param args workspace, first and last business day
   */
  public static void main(String[] args) {
    Map<String, String> settings = new HashMap<>();
    settings.put("spark.master", "local[2]");
    settings.put("spark.sql.shuffle.partitions", "2");
    if (System.getProperty(TracedLogStore.TRACE) != null) {
      settings.put("spark.delta.logStore.file.impl", TracedLogStore.class.getName());
    }
    int exitCode;
    try {
      exitCode =
          Nightly.run(
                  SparkSessions.create(settings),
                  Path.of(args[0]),
                  LocalDate.parse(args[1]),
                  LocalDate.parse(args[2]),
                  false)
              .exitCode();
    } catch (JourneyhouseException e) {
      System.err.println(e.describe());
      exitCode = e.code().exitCode();
    }
    System.exit(exitCode);
  }

  /** Runs it and gives the process's exit code, 137 where it was halted. */
  static int run(Path workspace, LocalDate first, LocalDate last, String crashAt)
      throws IOException, InterruptedException {
    return end(start(workspace, first, last, Map.of("journeyhouse.crash-at", crashAt)));
  }

  /** Starts it with properties. */
  static Process start(
      Path workspace, LocalDate first, LocalDate last, Map<String, String> properties)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                "-XX:+UseParallelGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=512m"));
    properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.addAll(Arrays.asList(System.getProperty("jvm.modules").split(" ")));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            NightlyProcess.class.getName(),
            workspace.toString(),
            first.toString(),
            last.toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(workspace + ".process.log")))
        .start();
  }

  /** Waits for its end and gives its exit code. */
  static int end(Process process) throws IOException, InterruptedException {
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException("The run does not end");
    }
    return process.exitValue();
  }
}
