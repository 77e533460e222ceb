package io.journeyhouse.jobs.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.common.SharedSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Takes away in mid-run whatever a night on a cluster relies on. */
@Tag("cluster-full")
@ExtendWith(SharedSpark.class)
final class ClusterFaultsTest {
  private static final LocalDate DAY = Nightly.START.plusDays(1);

  @TempDir Path folder;
  private ClusterNight servers;
  private Path calm;

  @BeforeEach
  void start(SparkSession spark) throws Exception {
    calm = Nightly.world(folder.resolve("calm"), 40, 2);
    assertThat(Nightly.run(spark, calm, Nightly.START, DAY, false).exitCode()).isZero();
    servers = ClusterNight.start(folder.resolve("servers"));
  }

  @AfterEach
  void stop() throws IOException {
    servers.close();
  }

  @Test
  void aNightSurvivesTheLossOfEachServer(SparkSession spark) throws Exception {
    Path workerless = workspace("workerless");
    Process night = night(workerless);
    servers.awaitCommit(workerless, "silver/events", night);
    servers.spark().killWorker();
    assertThat(SparkCluster.end(night)).as(servers.spark().output()).isZero();
    servers.holdsWhat(Nightly.lake(spark, calm), workerless, spark);
    servers.spark().addWorker();

    Path driverless = workspace("driverless");
    night = night(driverless);
    servers.awaitCommit(driverless, "gold/customer_record_link", night);
    night.destroyForcibly().waitFor();
    assertThat(SparkCluster.end(night(driverless))).as(servers.spark().output()).isZero();
    assertThat(servers.spark().output()).contains("took over from a run that was killed");
    servers.holdsWhat(Nightly.lake(spark, calm), driverless, spark);

    Path lakeless = workspace("lakeless");
    night = night(lakeless);
    servers.awaitCommit(lakeless, "silver/events", night);
    servers.s3().kill();
    Thread.sleep(20_000);
    servers.s3().resume();
    finishes(night, lakeless);
    servers.holdsWhat(Nightly.lake(spark, calm), lakeless, spark);

    Path forgetful = workspace("forgetful");
    night = night(forgetful);
    servers.awaitCommit(forgetful, "silver/events", night);
    servers.restartPostgres();
    finishes(night, forgetful);
    servers.holdsWhat(Nightly.lake(spark, calm), forgetful, spark);
  }

  @Test
  void aServerThatIsNotThereIsNamedAndNothingIsWritten(SparkSession spark) throws Exception {
    Path workspace = workspace("nothing");
    servers.s3().kill();
    fails(
        workspace, 1, "JH-3302 the lake s3a://bucket/nothing/ cannot be used: Connection refused");
    servers.s3().resume();
    servers.spark().killMaster();
    fails(workspace, 1, "JH-3303 Spark does not start on spark://");
    servers.stopPostgres();
    fails(workspace, 4, "JH-2301 the repository jdbc:postgresql://");
    assertThat(servers.s3().file("nothing")).doesNotExist();
  }

  private void fails(Path workspace, int exitCode, String message) throws Exception {
    long start = System.nanoTime();
    assertThat(SparkCluster.end(night(workspace))).isEqualTo(exitCode);
    System.out.println(message + " after " + (System.nanoTime() - start) / 1_000_000_000 + " s");
    assertThat(servers.spark().output()).contains(message);
  }

  private Path workspace(String name) throws Exception {
    Path workspace =
        Nightly.copy(
            calm, folder.resolve(name), "lake", "exports", ".journeyhouse", "run-results.json");
    servers.use(workspace);
    return workspace;
  }

  private Process night(Path workspace) throws IOException {
    return servers.submit(
        "run", workspace, "--from", Nightly.START.toString(), "--to", DAY.toString());
  }

  /** At once, or with 1 and by the same command again. */
  private void finishes(Process night, Path workspace) throws Exception {
    int exitCode = SparkCluster.end(night);
    System.out.println(workspace.getFileName() + ": " + exitCode);
    assertThat(exitCode).as(servers.spark().output()).isIn(0, 1);
    if (exitCode == 1) {
      assertThat(SparkCluster.end(night(workspace))).as(servers.spark().output()).isZero();
    }
  }
}
