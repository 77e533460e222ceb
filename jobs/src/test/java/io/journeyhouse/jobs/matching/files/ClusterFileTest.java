package io.journeyhouse.jobs.matching.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.journeyhouse.common.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedSpark.class)
class ClusterFileTest {
  private static final String GOOD =
      """
      select * from values
        ('shop:2', 'shop', '2', 'crm:1'), ('crm:9', 'crm', '9', 'crm:9'),
        ('crm:1', 'crm', '1', 'crm:1'), ('shop:x', 'shop', 'a "b", c', 'crm:1')
      as t(record_key, source, source_id, cluster_id)
      """;

  private final SparkSession spark;

  @TempDir Path dir;

  ClusterFileTest(SparkSession spark) {
    this.spark = spark;
  }

  @Test
  void records_of_a_cluster_stand_together() throws IOException {
    Path file = dir.resolve("new/folder/clusters.csv");
    ClusterFile.write(file, spark.sql(GOOD).repartition(3));
    assertThat(Files.readAllLines(file))
        .containsExactly(
            "source,source_id,cluster_id",
            "crm,1,crm:1",
            "shop,2,crm:1",
            "shop,\"a \"\"b\"\", c\",crm:1",
            "crm,9,crm:9");
    isAlone(file);
  }

  @Test
  void a_file_that_is_there_is_replaced_by_the_whole_new_one() throws IOException {
    Path file = Files.writeString(dir.resolve("clusters.csv"), "before\n".repeat(100));
    ClusterFile.write(file, spark.sql(GOOD).limit(0));
    assertThat(file).hasContent("source,source_id,cluster_id\n");
    isAlone(file);
  }

  @Test
  void what_fails_on_the_way_leaves_the_file_as_it_was() throws IOException {
    Path file = Files.writeString(dir.resolve("clusters.csv"), "before\n");
    Dataset<Row> failing =
        spark.sql(
            GOOD.replace(
                "select *",
                "select source, source_id,"
                    + " if(source_id = '9', raise_error('broken'), cluster_id) cluster_id"));
    assertThatThrownBy(() -> ClusterFile.write(file, failing)).hasMessageContaining("broken");
    assertThat(file).hasContent("before\n");
    isAlone(file);
    Path none = dir.resolve("other/clusters.csv");
    assertThatThrownBy(() -> ClusterFile.write(none, failing)).hasMessageContaining("broken");
    assertThat(none.getParent()).isEmptyDirectory();
  }

  /** After the file was begun, too: what is no text is found only with the first row. */
  @Test
  void what_fails_in_the_middle_leaves_nothing() throws IOException {
    Path file = dir.resolve("clusters.csv");
    Dataset<Row> numbers =
        spark.sql(GOOD.replace("select *", "select source, source_id, 17 as cluster_id"));
    assertThatThrownBy(() -> ClusterFile.write(file, numbers))
        .isInstanceOf(ClassCastException.class);
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void where_no_file_can_be_none_is_left() throws IOException {
    Path folder = Files.createDirectories(dir.resolve("clusters.csv/full")).getParent();
    assertThatThrownBy(() -> ClusterFile.write(folder, spark.sql(GOOD)))
        .isInstanceOf(IOException.class);
    assertThat(folder).isDirectoryContaining("glob:**full");
    isAlone(folder);
  }

  private static void isAlone(Path file) throws IOException {
    try (Stream<Path> files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }
}
