package io.journeyhouse.jobs.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.common.keys.Hashes;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.jobs.workspace.IdentityConfig;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What must never make one person of many: kiosks, call centres, placeholders, chains, stars. */
@Tag("full")
@ExtendWith(SharedSpark.class)
class GuardrailFixturesTest {
  private static final int KIOSK = 1_000;
  private static final int CHAIN = 10_000;
  private static final int STAR = 100_000;

  @TempDir private Path folder;

  @Test
  void nobody_is_put_together_by_what_many_share(SparkSession spark) {
    GuardedLake lake = new GuardedLake(spark, folder);
    DateWindow window = DateWindow.ofDay(LocalDate.of(2026, 3, 1), ZoneOffset.UTC);
    List<String> records = new ArrayList<>();
    List<String> clicks = new ArrayList<>();
    for (int i = 0; i < KIOSK; i++) {
      records.add(
          record("kiosk:" + i, "\"user_ids\":[\"u" + i + "\"],\"emails\":[],\"phones\":[]"));
      clicks.add(click(i));
    }
    for (int i = 0; i < 50; i++) {
      records.add(
          record(
              "centre:" + i,
              "\"user_ids\":[],\"emails\":[\"calls@centre.example\"],\"phones\":[\"+490000000000\"]"));
    }
    for (int i = 0; i < CHAIN; i++) {
      String emails = "[\"e%d@x.example\",\"e%d@x.example\"]".formatted(i, i + 1);
      records.add(record("chain:" + i, "\"user_ids\":[],\"emails\":" + emails + ",\"phones\":[]"));
    }
    for (int i = 0; i < STAR; i++) {
      records.add(record("star:" + i, "\"user_ids\":[\"all\"],\"emails\":[],\"phones\":[]"));
    }
    lake.load("silver.customer_records", records, window);
    lake.load("silver.events", clicks, window);
    lake.run(IdentityConfig.packaged(), window);

    assertThat(lake.read("gold.identity_cluster").count()).isEqualTo(records.size());
    assertThat(largest(lake, "kiosk")).isEqualTo(1);
    assertThat(largest(lake, "centre")).isEqualTo(1);
    assertThat(largest(lake, "star")).isEqualTo(1);
    // each adds an e-mail, of which one person has five at most
    assertThat(largest(lake, "chain")).isEqualTo(4);
    assertThat(
            lake.lines(
                "gold.identity_guardrail",
                "guardrail in ('shared device', 'generic value', 'blocked value')",
                "guardrail",
                "subject",
                "records"))
        .containsExactlyInAnyOrder(
            "[shared device,device:k,0]",
            "[generic value,#login:all," + STAR + "]",
            "[generic value,#email:" + Hashes.sha256("email:calls@centre.example") + ",50]",
            "[blocked value,#phone:" + Hashes.sha256("phone:+490000000000") + ",50]");
    assertThat(
            lake.read("gold.identity_guardrail")
                .where("guardrail = 'large component'")
                .selectExpr("sum(records)")
                .head()
                .getLong(0))
        .isEqualTo(CHAIN);
    assertThat(lake.read("gold.identity_guardrail").where("guardrail = 'identifier limit'").count())
        .isPositive();
  }

  private static long largest(GuardedLake lake, String source) {
    return lake.read("gold.identity_cluster")
        .where("record_key like '" + source + ":%'")
        .groupBy("cluster_id")
        .count()
        .selectExpr("max(count)")
        .head()
        .getLong(0);
  }

  private static String record(String key, String identifiers) {
    int colon = key.indexOf(':');
    return ("{\"record_key\":\"%s\",\"source\":\"%s\",\"source_id\":\"%s\",%s,\"device_ids\":[],"
            + "\"topics\":[],\"created_at\":\"2026-01-01T00:00:00Z\","
            + "\"updated_at\":\"2026-01-01T00:00:00Z\",\"is_deleted\":false,"
            + "\"_source_row_key\":\"r\",\"_row_hash\":\"h\",\"_window_end\":\"WINDOW_END\"}")
        .formatted(key, key.substring(0, colon), key.substring(colon + 1), identifiers);
  }

  private static String click(int number) {
    return ("{\"event_id\":\"e%d\",\"source\":\"web\",\"device_id\":\"k\",\"user_id\":\"u%d\","
            + "\"event_type\":\"page_view\",\"event_at\":\"2026-03-01T10:00:00Z\","
            + "\"event_date\":\"2026-03-01\",\"is_bot\":false,\"identifiers\":[],"
            + "\"_source_row_key\":\"r\",\"_row_hash\":\"h\",\"_window_end\":\"WINDOW_END\"}")
        .formatted(number, number);
  }
}
