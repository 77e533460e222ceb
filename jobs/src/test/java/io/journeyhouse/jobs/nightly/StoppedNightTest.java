package io.journeyhouse.jobs.nightly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.common.error.JourneyhouseException;
import io.journeyhouse.jobs.batch.JobDatabase;
import io.journeyhouse.jobs.workspace.Workspace;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stops drivers for longer than their lease holds and wakes them up: one between the guard's leave
 * for a commit and its write, while the next driver is at work; one just before it asks for leave.
 */
@Tag("full")
@ExtendWith(SharedSpark.class)
final class StoppedNightTest {
  private static final LocalDate DAY = Nightly.START.plusDays(1);
  private static final int LEASE_SECONDS = 10;

  @TempDir Path folder;

  @Test
  void aDriverThatSleptPastItsLeaseWritesNothingMore(SparkSession spark) throws Exception {
    Path calm = Nightly.world(folder.resolve("calm"), 40, 2);
    Path stopped = Nightly.copy(calm, folder.resolve("stopped"));
    assertThat(Nightly.run(spark, calm, Nightly.START, DAY, false).exitCode()).isZero();

    List<Process> drivers = new ArrayList<>();
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.builder().setServerConfig("listen_addresses", "127.0.0.1").start()) {
      useRepository(stopped, postgres.getJdbcUrl("postgres", "postgres"));

      Process first = start(stopped, drivers, "silver/events:within");
      awaitStop(first);
      isHeld(stopped, first);
      Thread.sleep(LEASE_SECONDS * 1000L + 1000);

      Process second = start(stopped, drivers, "gold/fct_session:before");
      awaitStop(second);
      resume(first);
      assertThat(NightlyProcess.end(first)).isEqualTo(5);
      Thread.sleep(LEASE_SECONDS * 1000L + 1000);

      assertThat(NightlyProcess.end(start(stopped, drivers, ""))).isZero();
      resume(second);
      assertThat(NightlyProcess.end(second)).isEqualTo(5);
    } finally {
      drivers.forEach(Process::destroyForcibly);
    }
    everyCommitPassedTheGuardInTheOrderOfTheDrivers(stopped, drivers);
    TreeMap<String, List<String>> wanted = LakeContent.exact(Nightly.lake(spark, calm));
    TreeMap<String, List<String>> found = LakeContent.exact(Nightly.lake(spark, stopped));
    assertThat(found.keySet()).isEqualTo(wanted.keySet());
    wanted.forEach(
        (table, rows) -> assertThat(found.get(table)).as(table).containsExactlyElementsOf(rows));
  }

  private static void useRepository(Path workspace, String url) throws IOException {
    Files.writeString(
        workspace.resolve("workspace.yml"),
        "\nrepository: {url: '%s', user: postgres, lease-seconds: %d}\n"
            .formatted(url, LEASE_SECONDS),
        StandardOpenOption.APPEND);
  }

  private static void isHeld(Path dir, Process driver) {
    Workspace workspace = Workspace.load(dir, Map.of());
    try (JobDatabase database = JobDatabase.open(workspace.repository())) {
      assertThatThrownBy(() -> database.lease(workspace.lake()))
          .isInstanceOfSatisfying(
              JourneyhouseException.class, e -> assertThat(e.code().exitCode()).isEqualTo(5))
          .hasMessageContaining("process " + driver.pid() + " on ")
          .hasMessageContaining("of " + Nightly.START + " to " + DAY);
    }
  }

  private static Path trace(Path workspace) {
    return Path.of(workspace + ".trace");
  }

  private static Process start(Path workspace, List<Process> drivers, String stopAt)
      throws IOException {
    Process driver =
        NightlyProcess.start(
            workspace,
            Nightly.START,
            DAY,
            Map.of(
                TracedLogStore.TRACE, trace(workspace).toString(), TracedLogStore.STOP_AT, stopAt));
    drivers.add(driver);
    return driver;
  }

  private static void awaitStop(Process driver) throws IOException, InterruptedException {
    for (int i = 0; i < 1800; i++) {
      assertThat(driver.isAlive()).as("is at work").isTrue();
      String stat = Files.readString(Path.of("/proc/" + driver.pid() + "/stat"));
      if (stat.substring(stat.lastIndexOf(')')).startsWith(") T")) {
        return;
      }
      Thread.sleep(100);
    }
    throw new IOException("The driver did not reach the place");
  }

  private static void resume(Process driver) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-CONT", driver.pid() + "").start().waitFor();
  }

  private static void everyCommitPassedTheGuardInTheOrderOfTheDrivers(
      Path workspace, List<Process> drivers) throws IOException {
    List<Long> order = drivers.stream().map(Process::pid).toList();
    TreeMap<String, List<Integer>> writers = new TreeMap<>();
    for (String line : Files.readAllLines(trace(workspace))) {
      String[] words = line.split(" ");
      writers
          .computeIfAbsent(words[1], table -> new ArrayList<>())
          .add(order.indexOf(Long.parseLong(words[0])));
    }
    writers.forEach((table, numbers) -> assertThat(numbers).as(table).isSorted());
    assertThat(
            writers.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> (long) e.getValue().size())))
        .isEqualTo(commits(workspace.resolve("lake")));
    assertThat(writers.get("silver/events")).startsWith(1);
    assertThat(writers.get("gold/fct_session")).startsWith(2);
  }

  private static Map<String, Long> commits(Path lake) throws IOException {
    try (Stream<Path> files = Files.walk(lake)) {
      return files
          .filter(file -> file.toString().matches(".*/_delta_log/\\d+\\.json"))
          .map(file -> lake.relativize(file))
          .collect(
              Collectors.groupingBy(
                  file -> file.getName(0) + "/" + file.getName(1), Collectors.counting()));
    }
  }
}
