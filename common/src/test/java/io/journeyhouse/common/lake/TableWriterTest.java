package io.journeyhouse.common.lake;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.common.contract.Column;
import io.journeyhouse.common.contract.Erase;
import io.journeyhouse.common.contract.Layout;
import io.journeyhouse.common.contract.TableContract;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.contract.Write;
import io.journeyhouse.common.contract.WriteMode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.types.DataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(SharedSpark.class)
@ParameterizedClass
@EnumSource
class TableWriterTest {
  /** Ways to change a table, which depend on it. */
  enum Table {
    SMALL,
    LARGE,
    /** Of more files than the checksum beside a commit lists. */
    OF_MANY_FILES
  }

  private static final String LISTED = "spark.databricks.delta.allFilesInCrc.enabled";

  @Parameter Table table;
  @TempDir Path folder;
  private SparkSession spark;
  private Lake lake;
  private TableWriter writer;

  @BeforeEach
  void open(SparkSession session) {
    spark = session;
    lake = new Lake(spark, folder.toString());
    spark.conf().set(LISTED, table != Table.OF_MANY_FILES);
    writer = new TableWriter(lake, table == Table.SMALL ? 1 << 20 : -1, 100);
  }

  @AfterEach
  void reset() {
    spark.conf().unset(LISTED);
  }

  @Test
  void appends_once_for_each_commit() {
    TableContract contract = contract(WriteMode.APPEND, List.of());
    Dataset<Row> rows = rows("(1, timestamp'2026-01-01', 'a')");
    writer.append(contract, rows, commit("w", 1));
    writer.append(contract, rows, commit("w", 1));
    assertThat(table(contract)).containsExactly("1 2026-01-01 a");
    writer.append(contract, rows, commit("w", 2));
    assertThat(table(contract)).hasSize(2);
    assertThat(writer.isWritten(contract, commit("w", 2))).isTrue();
    assertThat(writer.isWritten(contract, commit("w", 3))).isFalse();
    assertThat(writer.isWritten(contract, commit("other", 1))).isFalse();
  }

  @Test
  void of_two_commits_of_one_write_at_once_one_conflicts() {
    TableContract contract = contract(WriteMode.APPEND, List.of());
    Dataset<Row> rows = rows("(1, timestamp'2026-01-01', 'a')");
    writer.append(contract, rows, commit("first", 1));
    Snapshot both = lake.snapshot(contract.name());
    for (String id : List.of("w", "other")) {
      new FileCommit(spark, both).add(NewTable.of(contract), rows, commit(id, 1), count -> "{}");
    }
    assertThatThrownBy(
            () ->
                new FileCommit(spark, both)
                    .add(NewTable.of(contract), rows, commit("w", 1), count -> "{}"))
        .hasMessageContaining("DELTA_CONCURRENT_TRANSACTION");
    assertThat(table(contract)).hasSize(3);
  }

  @Test
  void replaces_a_window_and_nothing_else() {
    TableContract contract = contract(WriteMode.REPLACE_WINDOW, List.of());
    writer.append(
        contract,
        rows(
            "(1, timestamp'2026-01-01', 'a'), (2, timestamp'2026-01-02', 'b'),"
                + " (3, timestamp'2026-01-03', 'c'), (4, null, 'd')"),
        commit("first", 1));
    writer.replaceWindow(
        contract,
        rows("(9, timestamp'2026-01-02 10:00:00', 'z')"),
        Instant.parse("2026-01-02T00:00:00Z"),
        Instant.parse("2026-01-03T00:00:00Z"),
        commit("second", 1));
    assertThat(table(contract))
        .containsExactly("1 2026-01-01 a", "3 2026-01-03 c", "4 d", "9 2026-01-02 z");
  }

  @Test
  void merges_by_key_and_keeps_the_larger_version() {
    TableContract contract = contract(WriteMode.MERGE, List.of("at", "value"));
    writer.append(
        contract,
        rows("(1, timestamp'2026-01-02', 'b'), (2, timestamp'2026-01-02', 'b')"),
        commit("first", 1));
    writer.merge(
        contract,
        rows(
            "(1, timestamp'2026-01-01', 'old'), (2, timestamp'2026-01-02', 'c'),"
                + " (3, timestamp'2026-01-01', 'new')"),
        commit("second", 1));
    assertThat(table(contract))
        .containsExactly("1 2026-01-02 b", "2 2026-01-02 c", "3 2026-01-01 new");
    // the same commit again, with other rows: nothing
    writer.merge(contract, rows("(4, timestamp'2026-01-01', 'x')"), commit("second", 1));
    assertThat(table(contract)).hasSize(3);
    assertThat(writer.isWritten(contract, commit("second", 1))).isTrue();
  }

  @Test
  void replaces_all_rows_of_keys() {
    TableContract contract = contract(WriteMode.REPLACE_KEYS, List.of());
    writer.append(
        contract,
        rows(
            "(1, timestamp'2026-01-01', 'a'), (1, timestamp'2026-01-05', 'b'),"
                + " (2, timestamp'2026-01-05', 'c')"),
        commit("first", 1));
    writer.replaceKeys(
        contract,
        rows("(1, timestamp'2026-01-06', 'n')"),
        spark.sql("select 1 as id, timestamp'2026-01-02' as since"),
        commit("second", 1));
    assertThat(table(contract))
        .containsExactly("1 2026-01-01 a", "1 2026-01-06 n", "2 2026-01-05 c");
    writer.replaceKeys(
        contract,
        rows("(3, timestamp'2026-01-06', 'm')"),
        spark.sql("select 1 as id"),
        commit("third", 1));
    assertThat(table(contract)).containsExactly("2 2026-01-05 c", "3 2026-01-06 m");
  }

  @Test
  void lays_a_new_table_out_by_its_clustering() {
    TableContract contract = contract(WriteMode.APPEND, List.of());
    Dataset<Row> rows =
        spark.sql(
            "select int(id) as id, if(id = 7, null, timestamp'2026-01-01' + make_interval(0, 0, 0,"
                + " int(id * 37 % 400))) as at, 'a' as value from range(400)");
    writer.fill(contract, rows, rows.select("at"), 400, commit("first", 1));
    List<Row> files =
        lake.read(contract.name())
            .groupBy("_metadata.file_name")
            .agg(min("at").as("first"), max("at").as("last"), count(lit(1)))
            .orderBy("first")
            .collectAsList();
    assertThat(files).hasSize(4);
    for (int i = 0; i < 4; i++) {
      assertThat(files.get(i).getLong(3)).isBetween(99L, 101L);
      if (i > 0) {
        assertThat(files.get(i).getTimestamp(1)).isAfter(files.get(i - 1).getTimestamp(2));
      }
    }
  }

  @Test
  void leaves_files_alone_that_nothing_changes() {
    TableContract contract = contract(WriteMode.REPLACE_KEYS, List.of("at"));
    writer.append(contract, rows("(1, timestamp'2026-01-01 00:00:00.001', 'a')"), commit("w", 1));
    Set<String> earlier = files(contract);
    assertThat(SnapshotFiles.of(lake.snapshot(contract.name())).isPresent())
        .isEqualTo(table != Table.OF_MANY_FILES);
    writer.append(
        contract,
        rows("(1, timestamp'2026-01-05', 'b'), (2, timestamp'2026-01-05', 'c')"),
        commit("w", 2));
    writer.replaceKeys(
        contract,
        rows("(1, timestamp'2026-01-06', 'n')"),
        spark.sql("select 1 as id, timestamp'2026-01-02' as since"),
        commit("w", 3));
    assertThat(table(contract))
        .containsExactly("1 2026-01-01 a", "1 2026-01-06 n", "2 2026-01-05 c");
    writer.merge(
        contract,
        rows("(2, timestamp'2026-01-07', 'd'), (3, timestamp'2026-01-07', 'e')"),
        commit("w", 4));
    assertThat(table(contract))
        .containsExactly("1 2026-01-01 a", "1 2026-01-06 n", "2 2026-01-07 d", "3 2026-01-07 e");
    assertThat(files(contract).containsAll(earlier)).isEqualTo(table != Table.SMALL);
  }

  @Test
  void keeps_versions_of_a_key() {
    TableContract contract = scd2();
    String state = "(%d, '%s', timestamp'%s', cast(null as timestamp), %s)";
    writer.append(
        contract,
        states(
            state.formatted(1, "a", "2026-01-01", true)
                + ", "
                + state.formatted(2, "b", "2026-01-01", true)
                + ", "
                + state.formatted(3, "c", "2026-01-01", true)),
        commit("first", 1));
    Dataset<Row> second =
        states(
            state.formatted(1, "a", "2026-01-02", true)
                + ", "
                + state.formatted(2, "B", "2026-01-02", true)
                + ", "
                + state.formatted(3, "c", "2026-01-02", false)
                + ", "
                + state.formatted(4, "d", "2026-01-02", true));
    List<String> wanted =
        List.of(
            "1 a 2026-01-01 null true",
            "2 B 2026-01-02 null true",
            "2 b 2026-01-01 2026-01-02 false",
            "3 c 2026-01-01 2026-01-02 false",
            "4 d 2026-01-02 null true");
    writer.scd2(contract, second, commit("second", 1));
    assertThat(versions(contract)).containsExactlyElementsOf(wanted);
    // run again under another attempt: nothing more
    writer.scd2(contract, second, commit("second", 2));
    assertThat(versions(contract)).containsExactlyElementsOf(wanted);
    // another state of the same moment takes the place of the first
    writer.scd2(
        contract, states(state.formatted(2, "BB", "2026-01-02", true)), commit("second", 3));
    assertThat(versions(contract)).contains("2 BB 2026-01-02 null true").hasSize(5);
  }

  @Test
  void adds_columns_and_refuses_to_lose_any() {
    TableContract contract = contract(WriteMode.APPEND, List.of());
    writer.append(contract, rows("(1, timestamp'2026-01-01', 'a')"), commit("w", 1));
    TableContract wider =
        with(contract, new Column("more", DataType.fromDDL("int"), false, "", null));
    assertThat(SchemaPlan.of(wider, lake.read(contract.name()).schema()).describe())
        .containsExactly("+ more INT");
    writer.append(
        wider,
        spark.sql("select 2 as id, timestamp'2026-01-01' as at, 'b' as value, 7 as more"),
        commit("w", 2));
    assertThat(lake.read(contract.name()).where("more is null").count()).isEqualTo(1);
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> writer.append(contract, rows("(1, timestamp'2026-01-01', 'a')"), commit("w", 3)))
        .hasMessageContaining("column more is in the table but no longer in the contract");
  }

  @Test
  void keeps_personal_data_out_of_the_statistics() throws Exception {
    TableContract contract = contract(WriteMode.APPEND, List.of());
    writer.append(contract, rows("(1, timestamp'2026-01-01', 'jane@example.com')"), commit("w", 1));
    try (var files = java.nio.file.Files.walk(Path.of(lake.path(contract.name()), "_delta_log"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        assertThat(java.nio.file.Files.readString(file)).doesNotContain("jane@");
      }
    }
    Row detail =
        io.delta.tables.DeltaTable.forPath(spark, lake.path(contract.name())).detail().head();
    assertThat(detail.<Integer>getAs("minReaderVersion")).isEqualTo(1);
  }

  private static Commit commit(String application, long attempt) {
    return new Commit(application, attempt, "{}");
  }

  private Dataset<Row> rows(String values) {
    return spark.sql("select * from values " + values + " as v(id, at, value)");
  }

  private Dataset<Row> states(String values) {
    return spark.sql(
        "select * from values " + values + " as v(id, value, valid_from, valid_to, is_current)");
  }

  private Set<String> files(TableContract contract) {
    return Set.copyOf(
        lake.read(contract.name())
            .select("_metadata.file_name")
            .as(Encoders.STRING())
            .collectAsList());
  }

  private List<String> table(TableContract contract) {
    return strings(
        lake.read(contract.name()).selectExpr("concat_ws(' ', id, date(at), value) as line"));
  }

  private List<String> versions(TableContract contract) {
    return strings(
        lake.read(contract.name())
            .selectExpr(
                "concat_ws(' ', id, value, date(valid_from), coalesce(string(date(valid_to)),"
                    + " 'null'), is_current) as line"));
  }

  private static List<String> strings(Dataset<Row> lines) {
    return lines.collectAsList().stream().map(row -> row.getString(0)).sorted().toList();
  }

  private static TableContract contract(WriteMode mode, List<String> version) {
    return contract(
        new Write(mode, "at", List.of("id"), version, Period.ZERO),
        List.of(
            new Column("id", DataType.fromDDL("int"), true, "", null),
            new Column("at", DataType.fromDDL("timestamp"), false, "", null),
            new Column("value", DataType.fromDDL("string"), false, "", "direct")));
  }

  private static TableContract scd2() {
    return contract(
        new Write(WriteMode.SCD2, "valid_from", List.of(), List.of(), Period.ZERO),
        List.of(
            new Column("id", DataType.fromDDL("int"), true, "", null),
            new Column("value", DataType.fromDDL("string"), false, "", null),
            new Column("valid_from", DataType.fromDDL("timestamp"), true, "", null),
            new Column("valid_to", DataType.fromDDL("timestamp"), false, "", null),
            new Column("is_current", DataType.fromDDL("boolean"), true, "", null)));
  }

  private static TableContract with(TableContract contract, Column column) {
    List<Column> columns = new java.util.ArrayList<>(contract.columns());
    columns.add(column);
    return contract(contract.write(), columns);
  }

  private static TableContract contract(Write write, List<Column> columns) {
    return new TableContract(
        TableName.of("gold.thing"),
        "one thing",
        "platform",
        List.of("id"),
        List.of(),
        write,
        new Layout(List.of(), List.of(write.column()), List.of(write.column())),
        new Erase("none", null, "test"),
        columns,
        List.of());
  }
}
