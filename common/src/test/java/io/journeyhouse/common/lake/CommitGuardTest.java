package io.journeyhouse.common.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.common.error.JourneyhouseException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@ExtendWith(SharedSpark.class)
@Isolated("what it sets stops the commits of all")
final class CommitGuardTest {
  @TempDir Path folder;

  private final AtomicInteger asked = new AtomicInteger();
  private final Runnable counting = asked::incrementAndGet;
  private final Runnable refusing =
      () -> {
        throw new IllegalStateException("refused");
      };

  @AfterEach
  void lift() {
    CommitGuard.lift(counting);
    CommitGuard.lift(refusing);
  }

  @Test
  void everyCommitAsksAndARefusedOneIsNotWritten(SparkSession spark) throws Exception {
    String table = folder.resolve("table").toString();
    CommitGuard.set(counting);
    spark.range(10).write().format("delta").save(table);
    spark.sql("UPDATE delta.`" + table + "` SET id = id + 100 WHERE id > 5");
    spark.sql(
        "MERGE INTO delta.`"
            + table
            + "` t USING (SELECT 1L id) s ON t.id = s.id WHEN MATCHED THEN DELETE");
    spark.sql("ALTER TABLE delta.`" + table + "` ADD COLUMNS (x STRING)");
    spark.sql("OPTIMIZE delta.`" + table + "`");
    assertThat(commits(table)).isEqualTo(5);
    assertThat(asked).hasValue(5);

    CommitGuard.set(refusing);
    assertThatThrownBy(
            () -> spark.range(5).toDF().write().format("delta").mode("append").save(table))
        .hasStackTraceContaining("refused");
    assertThat(commits(table)).isEqualTo(5);
    CommitGuard.lift(refusing);
    assertThat(spark.read().format("delta").load(table).count()).isEqualTo(9);
  }

  private static long commits(String table) throws Exception {
    try (Stream<Path> files = Files.list(Path.of(table, "_delta_log"))) {
      return files.filter(file -> file.toString().endsWith(".json")).count();
    }
  }

  @Test
  void aLocalCommitHasOneWriter() throws Exception {
    Configuration hadoop = new Configuration();
    GuardedLocalLogStore store = new GuardedLocalLogStore(hadoop);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (int round = 0; round < 50; round++) {
        Path commit = folder.resolve(round + ".json");
        List<Callable<Boolean>> writers = new ArrayList<>();
        for (int writer = 0; writer < 8; writer++) {
          String line = "writer " + writer;
          writers.add(
              () -> {
                try {
                  store.write(
                      new org.apache.hadoop.fs.Path(commit.toUri()),
                      List.of(line, "end").iterator(),
                      false,
                      hadoop);
                  return true;
                } catch (FileAlreadyExistsException e) {
                  return false;
                }
              });
        }
        int winners = 0;
        for (Future<Boolean> written : threads.invokeAll(writers)) {
          winners += written.get() ? 1 : 0;
        }
        assertThat(winners).isEqualTo(1);
        assertThat(Files.readAllLines(commit)).hasSize(2).endsWith("end");
      }
    } finally {
      threads.shutdownNow();
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(50);
    }
  }

  @Test
  void anotherStoreIsRefused(SparkSession spark) {
    LogStores.requireOwn("/some/lake", spark.sparkContext().getConf());
    LogStores.requireOwn("hdfs://name/lake", spark.sparkContext().getConf());
    LogStores.requireOwn("S3A://bucket/lake", spark.sparkContext().getConf());
    assertThatThrownBy(
            () -> LogStores.requireOwn("gs://bucket/lake", spark.sparkContext().getConf()))
        .isInstanceOfSatisfying(
            JourneyhouseException.class,
            e -> assertThat(e.describe()).contains("JH-2301", "[file, hdfs, s3a]"));
    assertThatThrownBy(() -> LogStores.requireOwn("s3a://bucket/lake", new SparkConf(false)))
        .hasMessageContaining("Delta's own");
    assertThatThrownBy(
            () ->
                LogStores.requireOwn(
                    "/lake",
                    spark
                        .sparkContext()
                        .getConf()
                        .clone()
                        .set("spark.delta.logStore.class", "some.Store")))
        .hasMessageContaining("some.Store");
  }
}
