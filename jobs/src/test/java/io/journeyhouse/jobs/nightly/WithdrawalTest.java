package io.journeyhouse.jobs.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.jobs.batch.RunSummary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** After a file was taken back or replaced every table is as if it had never been as it was. */
@Tag("full")
@ExtendWith(SharedSpark.class)
class WithdrawalTest {
  private static final int DAYS = 3;
  private static final LocalDate WRONG = Nightly.START.plusDays(1);

  @TempDir private Path folder;

  @Test
  void retracted_files_were_never_there(SparkSession spark) throws Exception {
    Path without = Nightly.world(folder.resolve("without"), 150, DAYS);
    for (Path file : Deliveries.of(without.resolve("data"), WRONG)) {
      Files.delete(file);
    }
    runDays(spark, without, DAYS);

    Path with = Nightly.world(folder.resolve("with"), 150, DAYS);
    runDays(spark, with, DAYS - 1);
    List<Path> files = Deliveries.of(with.resolve("data"), WRONG);
    assertThat(files).hasSizeGreaterThan(5);
    // one of them before the last day's run, the others after it
    withdraw(spark, with, files.get(0), false);
    runDays(spark, with, DAYS);
    for (Path file : files.subList(1, files.size())) {
      withdraw(spark, with, file, false);
    }

    assertSame(facts(spark, with), facts(spark, without));
  }

  @Test
  void files_of_a_day_that_got_no_further_than_silver(SparkSession spark) throws Exception {
    Path without = Nightly.world(folder.resolve("without"), 120, DAYS);
    for (Path file : Deliveries.of(without.resolve("data"), WRONG)) {
      Files.delete(file);
    }
    runDays(spark, without, DAYS);

    Path with = Nightly.world(folder.resolve("with"), 120, DAYS);
    runDays(spark, with, 1);
    for (String pipeline : List.of("ingest", "silver")) {
      assertThat(Nightly.run(spark, with, WRONG, pipeline).exitCode()).isZero();
    }
    for (Path file : Deliveries.of(with.resolve("data"), WRONG)) {
      withdraw(spark, with, file, false);
    }
    runDays(spark, with, DAYS);

    assertSame(facts(spark, with), facts(spark, without));
  }

  @Test
  void replaced_files_were_right_from_the_beginning(SparkSession spark) throws Exception {
    Path right = Nightly.world(folder.resolve("right"), 150, DAYS);
    runDays(spark, right, DAYS);

    Path wrong = Nightly.world(folder.resolve("wrong"), 150, DAYS);
    List<Path> files = Deliveries.of(wrong.resolve("data"), WRONG);
    for (Path file : files) {
      Deliveries.spoil(file);
    }
    runDays(spark, wrong, DAYS);
    assertThat(facts(spark, wrong)).isNotEqualTo(facts(spark, right));
    for (Path file : files) {
      Path rightFile = right.resolve(wrong.relativize(file));
      Files.write(file, Files.readAllBytes(rightFile));
      withdraw(spark, wrong, file, true);
    }

    assertSame(facts(spark, wrong), facts(spark, right));
  }

  @Test
  void a_killed_replacement_ends_as_an_undisturbed_one(SparkSession spark) throws Exception {
    Path before = Nightly.world(folder.resolve("before"), 120, DAYS);
    runDays(spark, before, DAYS);
    Path file = Deliveries.of(before.resolve("data/web"), WRONG).stream().findFirst().orElseThrow();
    String path = before.relativize(file).toString();
    Deliveries.spoil(file);
    Path calm = Nightly.copy(before, folder.resolve("calm"));
    withdraw(spark, calm, calm.resolve(path), true);

    Path killed = Nightly.copy(before, folder.resolve("killed"));
    for (String place :
        List.of(
            "withdraw silver.events",
            "withdraw ops.landed_file",
            "withdraw bronze.clickstream_web",
            "bronze.clickstream_web:after-commit",
            "silver.events:after-commit",
            "gold.identity_edge:after-commit",
            "gold.customer_record_link:after-commit",
            "ops.changed_customer:after-commit",
            "gold.fct_session:after-commit")) {
      assertThat(NightlyProcess.replace(killed, path, place)).as(place).isEqualTo(137);
    }
    assertThat(NightlyProcess.replace(killed, path, "")).isZero();

    assertSame(facts(spark, killed), facts(spark, calm));
  }

  private static TreeMap<String, List<String>> facts(SparkSession spark, Path dir) {
    Lake lake = Nightly.lake(spark, dir);
    return LakeContent.facts(lake);
  }

  private static void runDays(SparkSession spark, Path dir, int days) throws Exception {
    for (LocalDate day : Nightly.START.datesUntil(Nightly.START.plusDays(days)).toList()) {
      RunSummary run = Nightly.run(spark, dir, day, day, false);
      assertThat(run.exitCode()).as(run.toJson()).isZero();
    }
  }

  private static void withdraw(SparkSession spark, Path dir, Path file, boolean replace) {
    RunSummary run = Nightly.withdraw(spark, dir, dir.relativize(file).toString(), replace);
    assertThat(run.exitCode()).as(run.toJson()).isZero();
  }

  private static void assertSame(
      TreeMap<String, List<String>> actual, TreeMap<String, List<String>> expected) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach((table, rows) -> assertThat(actual.get(table)).as(table).isEqualTo(rows));
  }
}
