package io.journeyhouse.jobs.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.jobs.cli.Main;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A lake on a real server of S3. */
@Tag("cluster-full")
@ExtendWith(SharedSpark.class)
final class S3Test {
  private static final int ROUNDS = 30;
  private static final LocalDate DAY = Nightly.START.plusDays(1);

  @TempDir Path folder;
  private S3Server server;

  @BeforeEach
  void startServer(SparkSession spark) throws Exception {
    server = S3Server.start(folder);
    server.openTo(spark);
  }

  @AfterEach
  void stopServer() throws IOException {
    org.apache.hadoop.fs.FileSystem.closeAll();
    server.close();
  }

  @Test
  void twoProcessesThatRaceLoseNoCommit(SparkSession spark) throws Exception {
    String place = "s3a://" + S3Server.BUCKET + "/race";
    // two first writers would meet as one of a table that changed
    spark
        .createDataFrame(
            List.of(),
            new StructType().add("id", DataTypes.LongType).add("writer", DataTypes.StringType))
        .write()
        .format("delta")
        .save(place + "/table");
    Path meeting = Files.createDirectories(folder.resolve("meeting"));
    Process left = racer("left", "right", meeting, place);
    Process right = racer("right", "left", meeting, place);
    assertThat(end(left)).isZero();
    assertThat(end(right)).isZero();

    List<String> wonByLeft = Files.readAllLines(meeting.resolve("won-left"));
    List<String> wonByRight = Files.readAllLines(meeting.resolve("won-right"));
    System.out.println("won: " + wonByLeft.size() + " and " + wonByRight.size());
    Set<String> won = new HashSet<>(wonByLeft);
    won.addAll(wonByRight);
    assertThat(wonByLeft.size() + wonByRight.size()).isEqualTo(ROUNDS);
    assertThat(won).hasSize(ROUNDS);
    for (int round = 0; round < ROUNDS; round++) {
      assertThat(spark.read().text(place + "/puts/" + round + ".json").first().getString(0))
          .isEqualTo(wonByLeft.contains(String.valueOf(round)) ? "left" : "right");
    }
    var table = spark.read().format("delta").load(place + "/table");
    assertThat(table.distinct().count()).isEqualTo(2L * ROUNDS);
    assertThat(table.count()).isEqualTo(2L * ROUNDS);
  }

  @Test
  void aLakeOnS3HoldsWhatALocalOneDoes(SparkSession spark) throws Exception {
    Path local = Nightly.world(folder.resolve("local"), 40, 2);
    Path remote = Nightly.copy(local, folder.resolve("remote"));
    assertThat(Nightly.run(spark, local, Nightly.START, DAY, false).exitCode()).isZero();

    String lake = "s3a://" + S3Server.BUCKET + "/lake";
    Files.writeString(
        remote.resolve("workspace.yml"), server.workspace(lake), StandardOpenOption.APPEND);
    String[] run = {
      "run", "-w", remote.toString(), "--from", Nightly.START.toString(), "--to", DAY.toString()
    };
    int wrong = end(command(Map.of(S3Server.SECRET, "wrong-secret-4711"), run));
    assertThat(wrong).as(output()).isIn(1, 4);
    Map<String, String> key = Map.of(S3Server.SECRET, S3Server.SECRET_KEY);
    for (String[] words : List.of(run, words("maintain", remote), words("recover", remote))) {
      assertThat(end(command(key, words))).as(output()).isZero();
    }
    // sources that a small world has no files of are all that is not right
    assertThat(end(command(key, words("doctor", remote)))).isEqualTo(4);
    assertThat(output())
        .contains("ok   lake: conditional put in " + lake, "ok   log store: ", "ok   tables: ")
        .doesNotContain("bad  JH-2301 the lake");

    TreeMap<String, List<String>> wanted = LakeContent.exact(Nightly.lake(spark, local));
    TreeMap<String, List<String>> found = LakeContent.exact(new Lake(spark, lake));
    assertThat(found.keySet()).isEqualTo(wanted.keySet());
    wanted.forEach(
        (table, rows) -> assertThat(found.get(table)).as(table).containsExactlyElementsOf(rows));
    noSecretIsWritten(remote);
  }

  private static String[] words(String command, Path workspace) {
    return new String[] {command, "-w", workspace.toString()};
  }

  private void noSecretIsWritten(Path workspace) throws IOException {
    List<Path> written = new ArrayList<>(List.of(folder.resolve("command.log")));
    try (Stream<Path> files = Files.walk(workspace)) {
      files.filter(Files::isRegularFile).forEach(written::add);
    }
    for (Path file : written) {
      String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      assertThat(text.contains(S3Server.SECRET_KEY)).as(file.toString()).isFalse();
      assertThat(text.contains("wrong-secret-4711")).as(file.toString()).isFalse();
    }
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("command.log"));
  }

  private Process racer(String name, String other, Path meeting, String place) throws IOException {
    List<String> args =
        new ArrayList<>(List.of(name, other, "" + ROUNDS, meeting.toString(), place));
    server.settings().forEach((key, value) -> args.add(key + "=" + value));
    return java("512m", S3Racer.class, name + ".log", Map.of(), args);
  }

  private Process command(Map<String, String> environment, String... args) throws IOException {
    Map<String, String> all = new TreeMap<>(environment);
    all.put(S3Server.ACCESS, S3Server.ACCESS_KEY);
    return java("2g", Main.class, "command.log", all, List.of(args));
  }

  private Process java(
      String heap, Class<?> main, String log, Map<String, String> environment, List<String> args)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseParallelGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=512m"));
    command.addAll(Arrays.asList(System.getProperty("jvm.modules").split(" ")));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(args);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve(log).toFile()));
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static int end(Process process) throws IOException, InterruptedException {
    try {
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        throw new IOException("The process does not end");
      }
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }
}
