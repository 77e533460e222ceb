package io.journeyhouse.jobs.ingest;

import io.journeyhouse.common.contract.ContractReader;
import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.RunContext;
import io.journeyhouse.common.run.RunLog;
import io.journeyhouse.common.run.TableResult;
import io.journeyhouse.common.run.TableStep;
import io.journeyhouse.jobs.workspace.Workspace;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A workspace with one source, its files and its lake. */
final class LandingWorld {
  private static final Contracts CONTRACTS = ContractReader.readAll(Path.of("../sql"));

  private final Path home;
  private final Lake lake;
  private final RunLog log;
  private Instant now = Instant.parse("2026-04-01T02:00:00Z");
  private List<TableStep> steps = List.of();
  private Map<String, String> environment = Map.of();

  LandingWorld(SparkSession spark, Path folder) throws IOException {
    // the name looks like a pattern
    home = Files.createDirectories(folder.resolve("a [work] space"));
    lake = new Lake(spark, folder.resolve("lake").toString());
    Clock clock =
        new Clock() {
          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
          }

          @Override
          public Instant instant() {
            now = now.plus(Duration.ofSeconds(1));
            return now;
          }
        };
    log = new RunLog(lake, CONTRACTS, clock);
    write(
        "workspace.yml",
        """
        zone: Europe/Berlin
        country: DE
        currency: EUR
        """);
  }

  /** What the clock says next. */
  void at(String instant) {
    now = Instant.parse(instant);
  }

  void environment(Map<String, String> variables) {
    environment = variables;
  }

  void source(String name, String yaml) throws IOException {
    write("sources/" + name + ".yml", yaml);
    Workspace workspace = Workspace.load(home, environment);
    steps = Landing.steps(workspace, lake, CONTRACTS, log);
  }

  Path write(String name, String text) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  Path gzip(String name, String text) throws IOException {
    Path file = write(name, "");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  String path(String name) {
    return home.resolve(name).toString();
  }

  TableResult run(String date) {
    return run(date, 1);
  }

  TableResult run(String date, int attempt) {
    DateWindow window = DateWindow.ofDay(LocalDate.parse(date), ZoneId.of("Europe/Berlin"));
    return steps.get(0).run(RunContext.of("ingest", window, attempt, now));
  }

  RunLog log() {
    return log;
  }

  /** As if the process had been killed before the step was recorded. */
  void loseWhatIsNotFlushed() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(lake.root(), "_pending"))) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Bronze rows in the order of their files and lines. */
  List<Row> rows(String... columns) {
    return lake.read(bronze())
        .orderBy("_source_file", "_line", "_row_hash")
        .selectExpr(columns)
        .collectAsList();
  }

  /** Flushes; path, rows and checksum of all landed files. */
  List<Row> landed() {
    log.flush();
    return lake.read(LandedFiles.TABLE)
        .orderBy("path")
        .selectExpr("path", "rows", "checksum")
        .collectAsList();
  }

  List<Path> dataFiles() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(lake.path(bronze())))) {
      return files.filter(file -> file.toString().endsWith(".parquet")).toList();
    }
  }

  private TableName bronze() {
    return steps.get(0).output();
  }
}
