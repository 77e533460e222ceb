package io.journeyhouse.common.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.common.contract.Column;
import io.journeyhouse.common.contract.Erase;
import io.journeyhouse.common.contract.Layout;
import io.journeyhouse.common.contract.TableContract;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.contract.Write;
import io.journeyhouse.common.contract.WriteMode;
import io.journeyhouse.common.lake.Maintenance.Tidied;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@ExtendWith(SharedSpark.class)
@Execution(ExecutionMode.CONCURRENT)
class MaintenanceTest {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final TableContract CONTRACT = contract();

  @TempDir Path folder;
  private SparkSession spark;
  private Lake lake;
  private TableWriter writer;

  @BeforeEach
  void open(SparkSession session) {
    spark = session;
    lake = new Lake(spark, folder.toString());
    writer = new TableWriter(lake, -1, 100);
  }

  @AfterEach
  void reset() {
    spark.conf().unset("spark.databricks.delta.allFilesInCrc.thresholdNumFiles");
  }

  @Test
  void packs_small_files_and_keeps_rows_and_clustering() {
    spark.conf().set("spark.databricks.delta.allFilesInCrc.thresholdNumFiles", 5);
    // days in an order that sizes and names of files do not follow; more files than a checksum
    // lists
    writer.append(CONTRACT, rows(540, 12, "(id div 45) * 7 % 12"), commit(0));
    List<String> rows = rows();
    assertThat(lake.snapshot(CONTRACT.name()).checksumOpt().get().allFiles().isDefined()).isFalse();

    Tidied tidied = maintenance(0).tidy(CONTRACT.name(), CONTRACT);

    assertThat(tidied.filesBefore()).isEqualTo(12);
    assertThat(tidied.filesAfter()).isEqualTo(5);
    assertThat(tidied.bytesFreed()).isZero();
    assertThat(rows()).isEqualTo(rows);
    assertThat(ranges()).hasSize(5);
    for (int i = 1; i < 5; i++) {
      assertThat(ranges().get(i)[0]).isGreaterThanOrEqualTo(ranges().get(i - 1)[1]);
    }
    // with the next commit, readers and the writer that goes file by file find the files listed
    writer.append(CONTRACT, lake.read(CONTRACT.name()).limit(0), commit(99));
    assertThat(SnapshotFiles.of(lake.snapshot(CONTRACT.name()))).isPresent();
  }

  @Test
  void leaves_large_files_as_they_are() {
    append(1, 200);
    List<String> large = files();
    append(2, 10);
    append(3, 10);

    assertThat(maintenance(0).tidy(CONTRACT.name(), CONTRACT).filesAfter()).isEqualTo(2);
    assertThat(files()).hasSize(2).containsAll(large);
  }

  @Test
  void says_that_rows_did_not_change() throws IOException {
    append(1, 10);
    append(2, 10);
    maintenance(0).tidy(CONTRACT.name(), CONTRACT);

    String commit = Files.readString(folder.resolve("gold/t/_delta_log/%020d.json".formatted(2)));
    assertThat(commit)
        .contains("\"dataChange\":false", "\"operation\":\"OPTIMIZE\"")
        .doesNotContain("\"dataChange\":true");
  }

  @Test
  void does_nothing_twice() {
    append(1, 10);
    append(2, 10);
    maintenance(8).tidy(CONTRACT.name(), CONTRACT);
    long version = lake.version(CONTRACT.name());

    Tidied again = maintenance(8).tidy(CONTRACT.name(), CONTRACT);

    assertThat(again.isChanged()).isFalse();
    assertThat(lake.version(CONTRACT.name())).isEqualTo(version);
  }

  @Test
  void deletes_versions_older_than_the_retention_only() throws IOException {
    append(1, 10);
    append(2, 10);
    List<String> first = files();
    maintenance(0).tidy(CONTRACT.name(), CONTRACT);

    // old files, but replaced just now
    for (String file : first) {
      Files.setLastModifiedTime(
          Path.of(file), FileTime.from(Instant.now().minus(WEEK.multipliedBy(9))));
    }
    assertThat(maintenance(6).tidy(CONTRACT.name(), CONTRACT).bytesFreed()).isZero();
    assertThat(asOf(1)).isEqualTo(20);

    Tidied later = maintenance(8).tidy(CONTRACT.name(), CONTRACT);

    assertThat(later.bytesFreed()).isPositive();
    assertThat(first).noneMatch(file -> Files.exists(Path.of(file)));
    assertThat(asOf(2)).isEqualTo(20);
  }

  @Test
  void a_longer_retention_is_the_tables_own() throws IOException {
    append(1, 10);
    append(2, 10);
    Maintenance month = new Maintenance(lake, Duration.ofDays(60), Clock.systemUTC(), 100);
    month.tidy(CONTRACT.name(), CONTRACT);
    assertThat(Files.readString(folder.resolve("gold/t/_delta_log/%020d.json".formatted(2))))
        .contains("interval 5184000 seconds");

    in(59, Duration.ofDays(60)).tidy(CONTRACT.name(), CONTRACT);
    assertThat(asOf(1)).isEqualTo(20);
    assertThat(in(61, Duration.ofDays(60)).tidy(CONTRACT.name(), CONTRACT).bytesFreed())
        .isPositive();
  }

  @Test
  void removes_what_a_killed_run_left_behind() throws IOException {
    append(1, 10);
    Path orphan = Path.of(files().get(0)).resolveSibling("part-00000-orphan.snappy.parquet");
    Files.writeString(orphan, "half a file");

    assertThat(maintenance(6).tidy(CONTRACT.name(), CONTRACT).isChanged()).isFalse();
    assertThat(orphan).exists();
    assertThat(maintenance(8).tidy(CONTRACT.name(), CONTRACT).bytesFreed()).isEqualTo(11);
    assertThat(orphan).doesNotExist();
    assertThat(rows()).hasSize(10);
  }

  @Test
  void a_raw_table_keeps_its_last_note_and_its_names() {
    RawTable raw = new RawTable(lake, TableName.of("bronze.pos_till"));
    for (int i = 0; i < 3; i++) {
      String note = "{\"application\":\"" + i + "\"}";
      Dataset<Row> rows = spark.sql("select 'x" + i + "' as `a name`, timestamp'2026-01-01' as at");
      raw.append(rows.schema(), "raw", List.of("at"), rows, commit(i), n -> note);
    }

    Tidied tidied = maintenance(0).tidy(TableName.of("bronze.pos_till"), null);

    assertThat(tidied.filesAfter()).isEqualTo(1);
    assertThat(raw.lastMetadata()).isEqualTo("{\"application\":\"2\"}");
    assertThat(lake.version(TableName.of("bronze.pos_till"))).isEqualTo(3);
    assertThat(
            lake.read(TableName.of("bronze.pos_till"))
                .select("a name")
                .as(Encoders.STRING())
                .collectAsList())
        .containsExactlyInAnyOrder("x0", "x1", "x2");
    assertThat(raw.isWritten(commit(2))).isTrue();
  }

  private Maintenance maintenance(int daysLater) {
    return in(daysLater, WEEK);
  }

  private Maintenance in(int days, Duration retention) {
    Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofDays(days));
    return new Maintenance(lake, retention, clock, 100);
  }

  private void append(int day, int count) {
    writer.append(CONTRACT, rows(count, 1, String.valueOf(day)), commit(day));
  }

  /** Rows in so many files; {@code day} is an expression over their ids, which count from 0. */
  private Dataset<Row> rows(int count, int files, String day) {
    return spark
        .range(0, count, 1, files)
        .selectExpr(
            "cast(id as int) as id",
            "timestamp'2026-01-01' + make_interval(0, 0, 0, cast(" + day + " as int)) as at");
  }

  private static Commit commit(int number) {
    return new Commit("write " + number, 1, "");
  }

  private List<String> rows() {
    return lake.read(CONTRACT.name()).orderBy("at", "id").toJSON().collectAsList();
  }

  private List<String> files() {
    return Stream.of(lake.read(CONTRACT.name()).inputFiles())
        .map(file -> java.net.URI.create(file).getPath())
        .toList();
  }

  /** The least and greatest time of each file, in order. */
  private List<String[]> ranges() {
    return lake
        .read(CONTRACT.name())
        .groupBy(functions.col("_metadata.file_path"))
        .agg(functions.min("at").cast("string").as("a"), functions.max("at").cast("string").as("z"))
        .orderBy("a", "z")
        .collectAsList()
        .stream()
        .map(row -> new String[] {row.getString(1), row.getString(2)})
        .toList();
  }

  private long asOf(long version) {
    return spark
        .read()
        .format("delta")
        .option("versionAsOf", version)
        .load(lake.path(CONTRACT.name()))
        .count();
  }

  private static TableContract contract() {
    return new TableContract(
        TableName.of("gold.t"),
        "one row",
        "tests",
        List.of("id"),
        List.of(),
        new Write(WriteMode.APPEND, "at", List.of(), List.of(), Period.ZERO),
        new Layout(List.of(), List.of("at"), List.of("at")),
        new Erase("none", null, "test"),
        List.of(
            new Column("id", DataType.fromDDL("int"), true, "", "x"),
            new Column("at", DataType.fromDDL("timestamp"), false, "", "x")),
        List.of());
  }
}
