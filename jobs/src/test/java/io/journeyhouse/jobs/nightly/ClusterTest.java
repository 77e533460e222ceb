package io.journeyhouse.jobs.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.common.SharedSpark;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** One pipeline on a cluster. */
@Tag("cluster")
@ExtendWith(SharedSpark.class)
final class ClusterTest {
  @TempDir Path folder;

  @Test
  void aPipelineOnAClusterDoesWhatALocalOneDoes(SparkSession spark) throws Exception {
    Path local = Nightly.world(folder.resolve("local"), 40, 1);
    Path remote = Nightly.copy(local, folder.resolve("remote"));
    assertThat(Nightly.run(spark, local, Nightly.START, "ingest").exitCode()).isZero();
    try (ClusterNight servers = ClusterNight.start(folder.resolve("servers"))) {
      servers.use(remote);
      String[] run = {"--date", Nightly.START.toString(), "--pipeline", "ingest"};
      int exitCode = SparkCluster.end(servers.submit("run", remote, run));
      assertThat(exitCode).as(servers.spark().output()).isZero();
      assertThat(servers.spark().output()).doesNotContain("TaskSetManager: Starting task");
      assertThat(remote.resolve(".journeyhouse/logs")).isNotEmptyDirectory();
      servers.holdsWhat(Nightly.lake(spark, local), remote, spark);
    }
  }
}
