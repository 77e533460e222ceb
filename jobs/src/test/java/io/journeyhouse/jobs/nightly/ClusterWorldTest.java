package io.journeyhouse.jobs.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.common.SharedSpark;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The sample world, 90 days in one window and the next day. */
@Tag("cluster-full")
@ExtendWith(SharedSpark.class)
final class ClusterWorldTest {
  /** As many as the demo has, or as {@code bench/cluster} says. */
  private static final int CUSTOMERS = Integer.getInteger("cluster.customers", 2_000);

  private static final int DAYS = 90;
  private static final LocalDate LAST = Nightly.START.plusDays(DAYS - 1);

  @TempDir Path folder;

  @Test
  void theSampleWorldOnAClusterIsTheLocalOne(SparkSession spark) throws Exception {
    Path local = Nightly.world(folder.resolve("local"), CUSTOMERS, DAYS + 1);
    Path remote = Nightly.copy(local, folder.resolve("remote"));
    String[] history = {"--from", Nightly.START.toString(), "--to", LAST.toString()};
    String[] day = {"--date", LAST.plusDays(1).toString()};
    for (String[] window : new String[][] {history, day}) {
      long start = System.nanoTime();
      assertThat(launcher(local, window)).isZero();
      System.out.println("local: " + seconds(start) + " s for " + String.join(" ", window));
    }
    try (ClusterNight servers = ClusterNight.start(folder.resolve("servers"))) {
      servers.use(remote);
      for (String[] window : new String[][] {history, day}) {
        long start = System.nanoTime();
        int exitCode = SparkCluster.end(servers.submit("run", remote, window));
        assertThat(exitCode).as(servers.spark().output()).isZero();
        System.out.println("cluster: " + seconds(start) + " s for " + String.join(" ", window));
      }
      EventLogs.print(servers.spark().events(), servers.lake(remote, spark));
      assertThat(LakeContent.sums(servers.lake(remote, spark)))
          .isEqualTo(LakeContent.sums(Nightly.lake(spark, local)));
    }
  }

  private int launcher(Path workspace, String... window) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("../journeyhouse", "run", "-w", workspace.toString());
    builder.command().addAll(List.of(window));
    return SparkCluster.end(
        builder
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("local.log").toFile())
            .start());
  }

  private static long seconds(long start) {
    return (System.nanoTime() - start) / 1_000_000_000;
  }
}
