package io.journeyhouse.jobs.nightly;

import io.journeyhouse.common.error.JourneyhouseException;
import io.journeyhouse.common.lake.SparkSessions;
import io.journeyhouse.jobs.batch.RunSummary;
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
import org.apache.spark.sql.SparkSession;

/** The nightly run in a process of its own, which can be halted at a named place. */
final class NightlyProcess {
  private NightlyProcess() {}

  /**
   * @param args workspace, first and last business day; or workspace and file to be replaced
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
      SparkSession spark = SparkSessions.create(settings);
      Path workspace = Path.of(args[0]);
      RunSummary summary =
          args.length == 2
              ? Nightly.withdraw(spark, workspace, args[1], true)
              : Nightly.run(
                  spark, workspace, LocalDate.parse(args[1]), LocalDate.parse(args[2]), false);
      exitCode = summary.exitCode();
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

  /** Replaces a file in the same way. */
  static int replace(Path workspace, String file, String crashAt)
      throws IOException, InterruptedException {
    return end(start(Map.of("journeyhouse.crash-at", crashAt), workspace.toString(), file));
  }

  /** Starts it with properties. */
  static Process start(
      Path workspace, LocalDate first, LocalDate last, Map<String, String> properties)
      throws IOException {
    return start(properties, workspace.toString(), first.toString(), last.toString());
  }

  private static Process start(Map<String, String> properties, String... args) throws IOException {
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
        List.of("-cp", System.getProperty("java.class.path"), NightlyProcess.class.getName()));
    command.addAll(List.of(args));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(args[0] + ".process.log")))
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
