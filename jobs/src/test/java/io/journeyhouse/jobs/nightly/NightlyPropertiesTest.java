package io.journeyhouse.jobs.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.jobs.batch.RunSummary;
import io.journeyhouse.jobs.batch.TableRun;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What must hold of the whole run, over a sample world with all its planted dirt. */
@Tag("full")
@ExtendWith(SharedSpark.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NightlyPropertiesTest {
  private static final int DAYS = 3;
  private static final LocalDate LAST = Nightly.START.plusDays(DAYS - 1);

  @TempDir static Path folder;
  private Path oneRange;
  private RunSummary summary;
  private TreeMap<String, List<String>> expected;

  /** All days as one window: what every other order of runs is compared with. */
  @BeforeAll
  void buildOneRange(SparkSession spark) throws Exception {
    oneRange = Nightly.world(folder.resolve("range"), 150, DAYS);
    summary = Nightly.run(spark, oneRange, Nightly.START, LAST, false);
    assertThat(summary.exitCode()).as(summary.toJson()).isZero();
    expected = LakeContent.facts(Nightly.lake(spark, oneRange));
  }

  @Test
  void every_table_holds_rows() {
    assertThat(expected).allSatisfy((table, rows) -> assertThat(rows).as(table).isNotEmpty());
    assertThat(expected.keySet())
        .contains("silver.events", "gold.dim_customer", "gold.fct_touch_credit")
        .contains("audience.segment_membership", "gold.customer_360");
  }

  @Test
  void day_by_day_is_the_whole_range(SparkSession spark) throws Exception {
    Path byDay = Nightly.world(folder.resolve("by-day"), 150, DAYS);
    for (LocalDate day : Nightly.START.datesUntil(LAST.plusDays(1)).toList()) {
      RunSummary run = Nightly.run(spark, byDay, day, day, false);
      assertThat(run.exitCode()).as(run.toJson()).isZero();
    }
    assertSame(LakeContent.facts(Nightly.lake(spark, byDay)), expected);
  }

  @Test
  void shuffled_and_late_files_are_the_files_in_order(SparkSession spark) throws Exception {
    Path late = Nightly.world(folder.resolve("late"), 150, DAYS);
    Deliveries.shuffle(late.resolve("data"));
    Deliveries.postpone(late.resolve("data"), Nightly.START.plusDays(1), Nightly.START.plusDays(2));
    for (LocalDate day : Nightly.START.datesUntil(LAST.plusDays(1)).toList()) {
      RunSummary run = Nightly.run(spark, late, day, day, false);
      assertThat(run.exitCode()).as(run.toJson()).isZero();
    }
    assertSame(LakeContent.facts(Nightly.lake(spark, late)), expected);
  }

  @Test
  void a_clock_that_jumps_changes_no_table(SparkSession spark) throws Exception {
    Path jumping = Nightly.world(folder.resolve("jumping"), 150, DAYS);
    for (LocalDate day : Nightly.START.datesUntil(LAST.plusDays(1)).toList()) {
      RunSummary run = Nightly.run(spark, jumping, day, new JumpingClock());
      assertThat(run.exitCode()).as(run.toJson()).isZero();
    }
    assertSame(LakeContent.facts(Nightly.lake(spark, jumping)), expected);
    assertThat(Nightly.run(spark, jumping, LAST, LAST, false).isAlreadyDone()).isTrue();
  }

  /** A year ahead, then a year behind, at each look. */
  private static final class JumpingClock extends Clock {
    private final AtomicInteger looks = new AtomicInteger();

    @Override
    public Instant instant() {
      long days = looks.incrementAndGet() % 2 == 0 ? 365 : -365;
      return Instant.now().plus(Duration.ofDays(days));
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @Test
  void run_twice_is_run_once(SparkSession spark) throws Exception {
    Lake lake = Nightly.lake(spark, oneRange);
    TreeMap<String, List<String>> before = LakeContent.exact(lake);
    RunSummary again = Nightly.run(spark, oneRange, Nightly.START, LAST, false);
    assertThat(again.isAlreadyDone()).isTrue();
    RunSummary forced = Nightly.run(spark, oneRange, Nightly.START, LAST, true);
    assertThat(forced.exitCode()).as(forced.toJson()).isZero();
    TreeMap<String, List<String>> after = LakeContent.exact(lake);
    // the log of refusals tells of each attempt
    before.remove("ops.quarantine");
    after.remove("ops.quarantine");
    assertSame(after, before);
  }

  @Test
  void no_row_is_lost(SparkSession spark) {
    Lake lake = Nightly.lake(spark, oneRange);
    Map<String, TableRun> runs = new TreeMap<>();
    summary.tables().forEach(run -> runs.put(run.table(), run));
    long bronzeRows = 0;
    for (Map.Entry<String, String> fed :
        Map.of(
                "bronze.clickstream_web", "silver.events",
                "bronze.pos_store", "silver.orders",
                "bronze.pos_store_lines", "silver.order_lines",
                "bronze.support_support", "silver.support_interactions",
                "bronze.campaigns_campaigns", "silver.campaign_contacts",
                "bronze.spend_ads", "silver.ad_spend",
                "bronze.products_catalog", "silver.products",
                "bronze.consents_consents", "silver.consents",
                "bronze.surveys_surveys", "silver.surveys")
            .entrySet()) {
      if (!lake.exists(TableName.of(fed.getKey()))) {
        continue; // a small world may have no survey
      }
      bronzeRows = lake.read(TableName.of(fed.getKey())).count();
      assertAccounted(spark, lake, runs.get(fed.getValue()), bronzeRows);
    }
    long persons =
        lake.read(TableName.of("bronze.crm_crm")).count()
            + lake.read(TableName.of("bronze.crm_loyalty")).count();
    assertAccounted(spark, lake, runs.get("silver.customer_records"), persons);
  }

  private static void assertAccounted(
      SparkSession spark, Lake lake, TableRun run, long bronzeRows) {
    TableName table = TableName.of(run.table());
    assertThat(run.rowsIn()).as(run.table()).isEqualTo(bronzeRows);
    assertThat(lake.read(table).count() + run.quarantined() + run.duplicates())
        .as(run.table() + " " + run.notes())
        .isEqualTo(bronzeRows);
    List<Row> quarantined =
        lake.read(TableName.of("ops.quarantine"))
            .where(
                "table_name = '"
                    + run.table()
                    + "' and window_end = (select max(window_end)"
                    + " from delta.`"
                    + lake.path(TableName.of("ops.quarantine"))
                    + "`)")
            .select("source_file", "line", "rule", "reason")
            .collectAsList();
    assertThat(quarantined).hasSizeGreaterThanOrEqualTo((int) run.quarantined());
    assertThat(quarantined).allSatisfy(row -> assertThat(row.anyNull()).isFalse());
  }

  @Test
  void credit_sums_to_conversions_and_value_to_the_cent(SparkSession spark) {
    Lake lake = Nightly.lake(spark, oneRange);
    lake.read(TableName.of("gold.fct_touch_credit")).createOrReplaceTempView("credit");
    lake.read(TableName.of("gold.fct_conversion")).createOrReplaceTempView("conversion");
    assertThat(
            spark
                .sql(
                    """
                    select c.conversion_id, m.model from conversion c
                      cross join (select distinct model from credit) m
                      left join credit t on t.conversion_id = c.conversion_id and t.model = m.model
                    where c.kind = 'purchase'
                    group by c.conversion_id, m.model, c.value
                    having count(t.credit) = 0 or abs(sum(t.credit) - 1) > 1e-9
                      or sum(t.value) <> c.value
                    """)
                .collectAsList())
        .isEmpty();
  }

  private static void assertSame(
      TreeMap<String, List<String>> found, TreeMap<String, List<String>> wanted) {
    assertThat(found.keySet()).isEqualTo(wanted.keySet());
    wanted.forEach(
        (table, rows) -> assertThat(found.get(table)).as(table).containsExactlyElementsOf(rows));
  }
}
