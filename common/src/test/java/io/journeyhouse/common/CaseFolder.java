package io.journeyhouse.common;

import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableContract;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.lake.Commit;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.lake.TableWriter;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.RunContext;
import io.journeyhouse.common.run.RunLog;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.TableJobRunner;
import io.journeyhouse.common.run.TableResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * Runs one case of a table: {@code sql/<layer>/<table>/tests/<case>/} holds the window ({@code
 * window.txt}: two instants and a zone), the inputs ({@code in.<layer>.<table>.jsonl}, the table's
 * own present rows among them) and the wanted rows ({@code expect.jsonl}), compared on the columns
 * that they name, in any order; where there is a {@code notes.txt}, its lines are the wanted counts
 * of rows by source and what became of them. Technical columns that a bronze row does not need to
 * tell may be left out of it.
 */
public final class CaseFolder {
  /** Technical columns of bronze, and how the text of a case becomes their value. */
  private static final Map<String, String> TECHNICAL =
      new TreeMap<>(
          Map.of(
              "_rest", "from_json(to_json(_rest), 'map<string,string>')",
              "_malformed", "_malformed",
              "_row_hash", "coalesce(_row_hash, _row_key)",
              "_line", "cast(_line as bigint)",
              "_source_file", "_source_file",
              "_window_end", "cast(_window_end as timestamp)"));

  private final SparkSession spark;
  private final Contracts contracts;

  public CaseFolder(SparkSession spark, Contracts contracts) {
    this.spark = spark;
    this.contracts = contracts;
  }

  /** All cases below a folder of contracts. */
  public static List<Path> all(Path sql) throws IOException {
    try (Stream<Path> files = Files.walk(sql)) {
      return files
          .filter(file -> file.endsWith("expect.jsonl"))
          .map(Path::getParent)
          .sorted()
          .toList();
    }
  }

  /** The table that a case is about. */
  public static TableName table(Path folder) {
    Path table = folder.getParent().getParent();
    return TableName.of(table.getParent().getFileName() + "." + table.getFileName());
  }

  /** Runs a case in an empty lake and fails where the table does not hold what is wanted. */
  public void run(Path folder, TableJob job, Path emptyLake) throws IOException {
    String[] words = Files.readString(folder.resolve("window.txt")).strip().split("\\s+");
    DateWindow window =
        new DateWindow(Instant.parse(words[0]), Instant.parse(words[1]), ZoneId.of(words[2]));
    Lake lake = new Lake(spark, emptyLake.toString());
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.getFileName().toString().startsWith("in.")).toList()) {
        fill(lake, file);
      }
    }
    Clock clock = Clock.fixed(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);
    RunLog log = new RunLog(lake, contracts, clock);
    TableResult result =
        new TableJobRunner(lake, contracts, log)
            .run(job, RunContext.of("case", window, 1, clock.instant()));
    Path notes = folder.resolve("notes.txt");
    if (Files.exists(notes)) {
      assertThat(result.notes()).as(folder.toString()).isEqualTo(Files.readAllLines(notes));
    }

    Path expect = folder.resolve("expect.jsonl");
    StructType schema = contracts.get(job.output()).schema();
    List<String> named = namedColumns(expect);
    Dataset<Row> wanted = spark.read().schema(schema).json(expect.toString());
    Dataset<Row> found =
        lake.exists(job.output())
            ? lake.read(job.output())
            : spark.createDataFrame(List.of(), schema);
    assertThat(lines(found, named)).as(folder.toString()).isEqualTo(lines(wanted, named));
  }

  private void fill(Lake lake, Path file) {
    String name = file.getFileName().toString().replaceAll("^in\\.|\\.jsonl$", "");
    TableName table = TableName.of(name);
    if (table.layer().equals("bronze")) {
      Dataset<Row> rows = spark.read().option("primitivesAsString", "true").json(file.toString());
      for (Map.Entry<String, String> each : TECHNICAL.entrySet()) {
        boolean given = List.of(rows.columns()).contains(each.getKey());
        rows =
            rows.withColumn(
                each.getKey(), functions.expr(given ? each.getValue() : otherwise(each.getKey())));
      }
      rows.write().format("delta").save(lake.path(table));
      return;
    }
    TableContract contract = contracts.get(table);
    Dataset<Row> rows = spark.read().schema(contract.schema()).json(file.toString());
    new TableWriter(lake).append(contract, rows, new Commit("case", 1, "{}"));
  }

  private static String otherwise(String technical) {
    String type =
        switch (technical) {
          case "_rest" -> "map<string,string>";
          case "_line" -> "bigint";
          default -> "string";
        };
    return technical.equals("_row_hash") ? "_row_key" : "cast(null as " + type + ")";
  }

  private List<String> namedColumns(Path expect) {
    return List.of(spark.read().json(expect.toString()).columns());
  }

  private static List<String> lines(Dataset<Row> rows, List<String> columns) {
    return rows
        .selectExpr(
            "to_json(struct("
                + String.join(", ", columns)
                + "), map('ignoreNullFields', 'false')) as line")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }
}
