package io.journeyhouse.jobs.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.common.keys.Hashes;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.jobs.identity.SmallWorld.PersonRecord;
import io.journeyhouse.jobs.matching.Limits;
import io.journeyhouse.jobs.matching.Limits.OfType;
import io.journeyhouse.jobs.matching.MatchSettings;
import io.journeyhouse.jobs.workspace.Decision;
import io.journeyhouse.jobs.workspace.Decision.Action;
import io.journeyhouse.jobs.workspace.GoldenConfig;
import io.journeyhouse.jobs.workspace.HouseholdConfig;
import io.journeyhouse.jobs.workspace.IdentityConfig;
import io.journeyhouse.jobs.workspace.PublishLimits;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Decisions, limits and blocked values that change from night to night over random records. */
@Tag("full")
@ExtendWith(SharedSpark.class)
class DecidedNightsTest {
  private static final LocalDate FIRST = LocalDate.of(2026, 3, 1);
  private static final Decision MERGE = decision(Action.MERGE, "crm:1", "crm:5");
  private static final Decision LATER_MERGE = decision(Action.MERGE, "crm:5", "loy:2");
  private static final Decision SPLIT = decision(Action.SPLIT, "crm:2", "crm:3");
  private static final Decision OTHER_SPLIT = decision(Action.SPLIT, "crm:1", "crm:2");
  private static final Decision BLOCK =
      decision(Action.BLOCK_VALUE, "email:" + Hashes.sha256("email:p3@mail.example"), "");
  private static final List<IdentityConfig> CONFIGS =
      List.of(
          config(5, Map.of(), 1),
          config(5, Map.of(), 1, MERGE, SPLIT, BLOCK),
          config(
              5, Map.of("email", List.of("^p4@"), "login", List.of("^u1$")), 1, MERGE, OTHER_SPLIT),
          config(3, Map.of(), 2, LATER_MERGE));

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void night_by_night_is_all_at_once_by_what_holds_in_the_end(long seed, SparkSession spark) {
    SmallWorld world = new SmallWorld(seed);
    GuardedLake nightly = new GuardedLake(spark, folder.resolve("nightly"));
    Map<String, PersonRecord> records = new TreeMap<>();
    for (int night = 0; night < CONFIGS.size(); night++) {
      DateWindow window = DateWindow.ofDay(FIRST.plusDays(night), ZoneOffset.UTC);
      SmallWorld.Day day = world.day(window.firstDate().toString(), night == 0 ? 25 : 5);
      day.records().forEach(record -> records.put(record.key(), record));
      load(nightly, day.records(), window);
      nightly.run(CONFIGS.get(night), window);
      decisionsHold(nightly, CONFIGS.get(night), records);
      if (night > 1) {
        GuardedLake whole = new GuardedLake(spark, folder.resolve("whole" + night));
        load(whole, List.copyOf(records.values()), window);
        whole.run(CONFIGS.get(night), window);
        assertThat(clusters(nightly)).isEqualTo(clusters(whole));
        assertThat(guardrails(nightly)).isEqualTo(guardrails(whole));
      }
    }
  }

  private static void load(GuardedLake lake, List<PersonRecord> records, DateWindow window) {
    lake.load("silver.customer_records", records.stream().map(PersonRecord::json).toList(), window);
  }

  private static void decisionsHold(
      GuardedLake lake, IdentityConfig config, Map<String, PersonRecord> records) {
    Map<String, String> clusters = new HashMap<>();
    lake.read("gold.identity_cluster")
        .select("record_key", "cluster_id")
        .collectAsList()
        .forEach(row -> clusters.put(row.getString(0), row.getString(1)));
    for (Decision decision : config.decisions()) {
      boolean isThere = isLive(decision.left(), records) && isLive(decision.right(), records);
      String left = clusters.get(decision.left());
      String right = clusters.get(decision.right());
      if (isThere && decision.action() == Action.MERGE) {
        assertThat(left).isEqualTo(right);
        LakeIdentity.Why why = lake.identity(config).explain(decision.left(), decision.right());
        assertThat(why.together()).isTrue();
        assertThat(why.path()).isNotEmpty();
        assertThat(why.decisions())
            .anyMatch(
                line ->
                    line.startsWith("merge " + decision.left() + " and " + decision.right())
                        && line.contains("(" + decision.where() + ")"));
      } else if (isThere && decision.action() == Action.SPLIT) {
        assertThat(left).isNotEqualTo(right);
      }
    }
    assertThat(lake.lines("gold.identity_guardrail", "guardrail = 'decision not met'", "subject"))
        .isEmpty();
  }

  private static boolean isLive(String key, Map<String, PersonRecord> records) {
    PersonRecord record = records.get(key);
    return record != null && !record.isDeleted();
  }

  private static List<String> clusters(GuardedLake lake) {
    return lake.lines(
        "gold.identity_cluster", "true", "record_key", "cluster_id", "component", "kept_apart");
  }

  private static List<String> guardrails(GuardedLake lake) {
    return lake.lines("gold.identity_guardrail", "true", "guardrail", "subject", "records");
  }

  private static IdentityConfig config(
      int cap, Map<String, List<String>> blocked, int cards, Decision... decisions) {
    return new IdentityConfig(
        Map.of("email", cap, "phone", cap, "loyalty", cap, "login", cap),
        List.of(),
        MatchSettings.DEFAULT,
        blocked,
        new Limits(
            List.of(new OfType("loyalty", cards, 0), new OfType("email", 2, 0)),
            Set.of(),
            200,
            50,
            2),
        List.of(decisions),
        new PublishLimits(100, 5, 50, 10, 60),
        GoldenConfig.DEFAULT,
        HouseholdConfig.DEFAULT);
  }

  private static Decision decision(Action action, String left, String right) {
    return new Decision(
        action, left, right, "ann", LocalDate.of(2026, 2, 20), "seen", "identity/decisions.csv:2");
  }
}
