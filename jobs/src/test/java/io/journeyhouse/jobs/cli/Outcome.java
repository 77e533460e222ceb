package io.journeyhouse.jobs.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/** What a command printed and how it ended. */
record Outcome(int exitCode, String out, String err, boolean startedSpark) {

  static Outcome of(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    boolean before = SparkSession.getDefaultSession().isDefined();
    int exitCode =
        Main.run(
            new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                false),
            arguments);
    return new Outcome(
        exitCode,
        out.toString(StandardCharsets.UTF_8),
        err.toString(StandardCharsets.UTF_8),
        !before && SparkSession.getDefaultSession().isDefined());
  }

  /** A command on a workspace. */
  static Outcome in(Path workspace, String... arguments) {
    return of(
        Stream.concat(Stream.of(arguments), Stream.of("-w", workspace.toString()))
            .toArray(String[]::new));
  }
}
