package io.journeyhouse.jobs.nightly;

import io.journeyhouse.common.lake.SparkSessions;
import io.journeyhouse.jobs.batch.RunSummary;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
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
    RunSummary summary =
        Nightly.run(
            SparkSessions.create(
                Map.of("spark.master", "local[2]", "spark.sql.shuffle.partitions", "2")),
            Path.of(args[0]),
            LocalDate.parse(args[1]),
            LocalDate.parse(args[2]),
            false);
    System.exit(summary.exitCode());
  }

  /** Runs it and gives the process's exit code, 137 where it was halted. */
  static int run(Path workspace, LocalDate first, LocalDate last, String crashAt)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                "-XX:+UseParallelGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=512m",
                "-Djourneyhouse.crash-at=" + crashAt));
    command.addAll(Arrays.asList(System.getProperty("jvm.modules").split(" ")));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            NightlyProcess.class.getName(),
            workspace.toString(),
            first.toString(),
            last.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(workspace + ".process.log")))
            .start();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException("The run at " + crashAt + " does not end");
    }
    return process.exitValue();
  }
}
