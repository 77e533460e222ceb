package io.journeyhouse.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.common.contract.ContractReader;
import io.journeyhouse.common.contract.TableContract;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.lake.Commit;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.lake.TableWriter;
import io.journeyhouse.jobs.batch.JobDatabase;
import io.journeyhouse.jobs.batch.Lease;
import io.journeyhouse.jobs.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedSpark.class)
final class MaintainTest {
  private static final TableContract PRODUCTS =
      ContractReader.packagedWith(Main.class).get(TableName.of("silver.products"));

  @TempDir private Path dir;
  private Workspace workspace;
  private Lake lake;

  @BeforeEach
  void aLakeOfOneTable(SparkSession spark) throws IOException {
    InitCommand.write(dir);
    workspace = Workspace.load(dir);
    lake = new Lake(spark, workspace.lake());
    for (int i = 0; i < 3; i++) {
      new TableWriter(lake)
          .append(
              PRODUCTS,
              spark.createDataFrame(java.util.List.of(), PRODUCTS.schema()),
              new Commit("w" + i, 1, ""));
    }
  }

  @Test
  void tidiesUpAllAndThenFindsNothingToDo() throws IOException {
    Path oldLog = old(".journeyhouse/logs/run-20250101-010000-1.log");
    Path oldResults = old("run-results.json");
    Path part = old("exports/2026-01-01/vip.csv.part");
    Path newLog = Files.writeString(dir.resolve(".journeyhouse/logs/run-20260101-1.log"), "x");
    Path others = old("notes.json");

    Outcome first = Outcome.in(dir, "maintain");

    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.err())
        .contains(
            "removed 1 half-written export files",
            "deleted 1 old logs",
            "deleted 1 old run results",
            "1/1 silver.products");
    assertThat(oldLog).doesNotExist();
    assertThat(oldResults).doesNotExist();
    assertThat(part).doesNotExist();
    assertThat(newLog).exists();
    assertThat(others).exists();

    long version = lake.version(PRODUCTS.name());
    Outcome second = Outcome.in(dir, "maintain", "--json");
    JsonNode result = Json.parse(second.out());
    assertThat(result.get("did")).isEmpty();
    assertThat(result.get("tables")).hasSize(1);
    assertThat(result.get("tables").get(0).get("bytesFreed").asLong()).isZero();
    assertThat(second.err()).contains("nothing to do");
    assertThat(lake.version(PRODUCTS.name())).isEqualTo(version);
  }

  @Test
  void doesNothingWhileARunIsAlive() throws IOException {
    Path oldLog = old(".journeyhouse/logs/run-20250101-010000-1.log");
    try (JobDatabase database = JobDatabase.open(workspace.repository());
        Lease lease = database.lease(workspace.lake())) {
      assertThat(lease.isTakenOver()).isFalse();

      Outcome outcome = Outcome.in(dir, "maintain");

      assertThat(outcome.exitCode()).isEqualTo(5);
      assertThat(outcome.err()).contains("JH-4101");
    }
    assertThat(oldLog).exists();
  }

  private Path old(String name) throws IOException {
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "x");
    return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(40))));
  }
}
