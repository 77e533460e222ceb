package io.journeyhouse.common.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.journeyhouse.common.SharedSpark;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** On HDFS in this process. */
@ExtendWith(SharedSpark.class)
@Isolated("what it sets stops the commits of all")
final class HdfsLakeTest {
  @TempDir Path folder;

  @Test
  void aTableIsWrittenChangedAndRead(SparkSession spark) throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Runnable guard = asked::incrementAndGet;
    try (MiniDFSCluster hdfs =
        new MiniDFSCluster.Builder(new Configuration(false), folder.toFile())
            .numDataNodes(1)
            .build()) {
      CommitGuard.set(guard);
      String table = hdfs.getURI() + "/lake/gold/thing";
      spark.range(10).write().format("delta").save(table);
      spark.range(10, 20).write().format("delta").mode("append").save(table);
      spark.sql("DELETE FROM delta.`" + table + "` WHERE id % 2 = 0");
      assertThat(spark.read().format("delta").load(table).count()).isEqualTo(10);
      assertThat(asked).hasValue(3);

      Configuration hadoop = spark.sessionState().newHadoopConf();
      var commit = new org.apache.hadoop.fs.Path(table + "/_delta_log/00000000000000000002.json");
      assertThatThrownBy(
              () ->
                  new GuardedHdfsLogStore(hadoop)
                      .write(commit, List.of("{}").iterator(), false, hadoop))
          .isInstanceOf(FileAlreadyExistsException.class);
      assertThat(asked).hasValue(4);
    } finally {
      CommitGuard.lift(guard);
      org.apache.hadoop.fs.FileSystem.closeAll();
    }
  }
}
