package io.journeyhouse.jobs.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.common.contract.ContractReader;
import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.lake.Maintenance;
import io.journeyhouse.jobs.batch.JobDatabase;
import io.journeyhouse.jobs.workspace.Workspace;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Maintains a lake after each night, and compares with one that was never maintained. */
@Tag("full")
@ExtendWith(SharedSpark.class)
class MaintainedNightTest {
  private static final Contracts CONTRACTS = ContractReader.packagedWith(Nightly.class);

  /** All that was replaced is old by then. */
  private static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofDays(2));

  @TempDir Path folder;

  @Test
  void nights_go_on_as_if_nothing_had_been_tidied(SparkSession spark) throws Exception {
    Path calm = Nightly.world(folder.resolve("calm"), 20, 2);
    Path tidied = Nightly.copy(calm, folder.resolve("tidied"));
    for (int day = 0; day < 2; day++) {
      LocalDate date = Nightly.START.plusDays(day);
      assertThat(Nightly.run(spark, calm, date, date, false).exitCode()).isZero();
      assertThat(Nightly.run(spark, tidied, date, date, false).exitCode()).isZero();
      tidy(Nightly.lake(spark, tidied));
      prune(tidied);
      assertThat(Nightly.run(spark, tidied, date, date, false).isAlreadyDone()).isTrue();
    }

    TreeMap<String, List<String>> wanted = LakeContent.exact(Nightly.lake(spark, calm));
    TreeMap<String, List<String>> found = LakeContent.exact(Nightly.lake(spark, tidied));
    assertThat(found.keySet()).isEqualTo(wanted.keySet());
    wanted.forEach(
        (table, rows) -> assertThat(found.get(table)).as(table).containsExactlyElementsOf(rows));
    Lake lake = Nightly.lake(spark, tidied);
    for (TableName table : lake.tables()) {
      assertThat(lake.read(table).inputFiles()).as(table.toString()).hasSizeLessThan(2);
    }
  }

  private static void tidy(Lake lake) {
    Maintenance maintenance = new Maintenance(lake, Duration.ofDays(1), LATER);
    for (TableName table : lake.tables()) {
      maintenance.tidy(table, CONTRACTS.find(table).orElse(null));
    }
  }

  private static void prune(Path dir) {
    try (JobDatabase database = JobDatabase.open(Workspace.load(dir, Map.of()).repository())) {
      database.prune(LATER.instant());
    }
  }
}
