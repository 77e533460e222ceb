package io.journeyhouse.jobs.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.common.SharedSpark;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the process all over the night, starts the same command again each time, and compares with
 * a night that nothing disturbed. One night takes as many kills as it can: each start goes on where
 * the one before was killed.
 */
@ExtendWith(SharedSpark.class)
class KilledNightTest {
  private static final LocalDate DAY = Nightly.START.plusDays(3);

  /**
   * In the order in which a run mostly reaches them; the kinds of place take turns over the tables.
   * Steps of one level run beside each other, so one may be done when its turn to be killed comes.
   */
  private static final List<String> PLACES =
      List.of(
          "bronze.crm_crm:after-record",
          "bronze.pos_store:after-commit",
          "bronze.clickstream_web:before-commit",
          "bronze.clickstream_web:after-commit",
          "bronze.clickstream_web:after-record",
          "silver.orders:after-commit",
          "silver.events:before-commit",
          "silver.events:after-commit",
          "silver.events:after-record",
          "silver.customer_records:after-commit",
          "gold.identity_record:after-commit",
          "gold.identity_block_key:before-commit",
          "gold.identity_block_key:after-commit",
          "gold.identity_edge:after-commit",
          "gold.identity_cluster:before-commit",
          "gold.identity_cluster:after-commit",
          "gold.customer_record_link:before-commit",
          "gold.customer_record_link:after-commit",
          "gold.dim_customer:after-commit",
          "gold.bdg_customer_identifier:after-commit",
          "gold.household_record:after-commit",
          "gold.identity_event:after-commit",
          "gold.bdg_customer_household:after-commit",
          "gold.dim_household:after-commit",
          "gold.identity_guardrail:after-commit",
          "ops.changed_customer:after-commit",
          "gold.customer_alias:after-commit",
          "gold.fct_session:before-commit",
          "gold.fct_session:after-commit",
          "gold.fct_conversion:after-commit",
          "gold.fct_touchpoint:after-commit",
          "gold.fct_journey_stage:after-commit",
          "audience.segment_membership:after-commit",
          "gold.fct_touch_credit:after-commit",
          "gold.customer_360:after-commit",
          "audience.export_batch:after-file",
          "audience.export_batch:after-commit",
          "ops:sealed",
          "ops.run:flushed");

  /** Those after which ids, or what is known of them, could be given twice or be lost. */
  private static final List<String> IDENTITY_PLACES =
      List.of(
          "gold.identity_block_key:after-commit",
          "gold.customer_record_link:after-commit",
          "gold.household_record:after-commit");

  @TempDir Path folder;

  @Tag("full")
  @Test
  void a_killed_night_ends_as_an_undisturbed_one(SparkSession spark) throws Exception {
    endsAsAnUndisturbedOne(PLACES, 120, spark);
  }

  @Test
  void customers_of_a_killed_night_are_those_of_an_undisturbed_one(SparkSession spark)
      throws Exception {
    endsAsAnUndisturbedOne(IDENTITY_PLACES, 60, spark);
  }

  private void endsAsAnUndisturbedOne(List<String> places, int people, SparkSession spark)
      throws Exception {
    Path calm = Nightly.world(folder.resolve("calm"), people, 5);
    assertThat(Nightly.run(spark, calm, Nightly.START, DAY.minusDays(1), false).exitCode())
        .isZero();
    Path before = Nightly.copy(calm, folder.resolve("before"));
    assertThat(Nightly.run(spark, calm, DAY, DAY, false).exitCode()).isZero();

    int nights = 1;
    Path killed = Nightly.copy(before, folder.resolve("killed-1"));
    for (String place : places) {
      int exit = NightlyProcess.run(killed, DAY, DAY, place);
      if (exit == 0) {
        // the place was passed before: this night is over, a new one meets it
        isAsUndisturbed(spark, killed, calm);
        nights++;
        killed = Nightly.copy(before, folder.resolve("killed-" + nights));
        exit = NightlyProcess.run(killed, DAY, DAY, place);
      }
      assertThat(exit).as(place).isEqualTo(137);
    }
    assertThat(NightlyProcess.run(killed, DAY, DAY, "")).isZero();
    isAsUndisturbed(spark, killed, calm);
  }

  private static void isAsUndisturbed(SparkSession spark, Path killed, Path calm) {
    TreeMap<String, List<String>> wanted = LakeContent.exact(Nightly.lake(spark, calm));
    TreeMap<String, List<String>> found = LakeContent.exact(Nightly.lake(spark, killed));
    assertThat(found.keySet()).isEqualTo(wanted.keySet());
    wanted.forEach(
        (table, rows) -> assertThat(found.get(table)).as(table).containsExactlyElementsOf(rows));
  }
}
