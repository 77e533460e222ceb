package io.journeyhouse.common.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableContract;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.lake.Commit;
import io.journeyhouse.common.lake.CommitGuard;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.lake.TableWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Keeps the {@code ops} tables. Each step leaves its rows in a pending folder of the lake; {@link
 * #flush} appends them with one commit for each ops table, at the end of a run or, after a kill, at
 * the start of the next. What a flush appends is written down first, in a file whose name is the
 * commits' identity, so that a flush that is killed and done again adds nothing twice; that needs
 * no folder to be renamed, which object stores do file by file. Refusals of a step that did not
 * come to record itself stay pending for its restart.
 */
public final class RunLog {
  public static final TableName RUN = TableName.of("ops.run");
  public static final TableName CHECK_RESULT = TableName.of("ops.check_result");
  public static final TableName QUARANTINE = TableName.of("ops.quarantine");

  private static final String SEAL = "seal-";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Lake lake;
  private final Contracts contracts;
  private final Clock clock;

  public RunLog(Lake lake, Contracts contracts, Clock clock) {
    this.lake = lake;
    this.contracts = contracts;
    this.clock = clock;
  }

  public Instant now() {
    return clock.instant();
  }

  /** Notes a finished step and its checks. */
  public void record(RunContext run, TableResult result) {
    record(run, result, result.status().name(), "");
  }

  /** Notes a step that failed; {@code code} is the error's, such as {@code JH-3201}. */
  public void recordFailure(RunContext run, TableResult result, String code) {
    record(run, result, "FAILED", code);
  }

  private void record(RunContext run, TableResult result, String status, String code) {
    List<Map<String, Object>> checks =
        result.checks().stream()
            .map(
                check -> {
                  Map<String, Object> row = row(run, result.table());
                  row.put("rule", check.rule());
                  row.put("on_fail", check.onFail());
                  row.put("rows_checked", check.rows());
                  row.put("rows_failed", check.failed());
                  row.put("is_passed", check.passed());
                  return row;
                })
            .toList();
    if (!checks.isEmpty()) {
      stage(run, CHECK_RESULT, result.table().toString(), checks);
    }
    Map<String, Object> row = row(run, result.table());
    row.put("status", status);
    row.put("error_code", code.isEmpty() ? null : code);
    row.put("rows_in", result.rowsIn());
    row.put("rows_out", result.rowsOut());
    row.put("rows_quarantined", result.quarantined());
    row.put("rows_duplicate", result.duplicates());
    row.put("seconds", result.seconds());
    row.put("table_version", result.version());
    row.put("notes", result.notes());
    row.put("contract_hash", contracts.find(result.table()).map(TableContract::hash).orElse(null));
    stage(run, RUN, result.table().toString(), List.of(row));
  }

  private Map<String, Object> row(RunContext run, TableName table) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("run_id", run.runId());
    row.put("pipeline", run.pipeline());
    row.put("table_name", table.toString());
    row.put("attempt", run.attempt());
    row.put("window_from", run.window().from().toString());
    row.put("window_to", run.window().to().toString());
    row.put("recorded_at", now().toString());
    return row;
  }

  /**
   * Leaves rows for an ops table, to be appended by the next flush. The same name again replaces
   * what it left before.
   */
  public void stage(
      RunContext run, TableName opsTable, String name, List<Map<String, Object>> rows) {
    StringBuilder lines = new StringBuilder();
    try {
      for (Map<String, Object> row : rows) {
        lines.append(JSON.writeValueAsString(row)).append('\n');
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    write(new Path(folder(run, opsTable), name + ".json"), lines.toString());
  }

  /** The rows that were left for an ops table by {@link #stage} and are not flushed yet. */
  public List<Map<String, Object>> pending(TableName opsTable) {
    FileSystem files = files();
    List<Map<String, Object>> rows = new ArrayList<>();
    try {
      for (FileStatus run : list(files, pending())) {
        for (FileStatus file : list(files, new Path(run.getPath(), opsTable.toString()))) {
          if (file.getPath().getName().endsWith(".json")) {
            try (var in = files.open(file.getPath());
                MappingIterator<Map<String, Object>> lines =
                    JSON.readerFor(new TypeReference<Map<String, Object>>() {})
                        .readValues((InputStream) in)) {
              lines.forEachRemaining(rows::add);
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  private static FileStatus[] list(FileSystem files, Path folder) throws IOException {
    return files.exists(folder) ? files.listStatus(folder) : new FileStatus[0];
  }

  /** Leaves quarantined rows, in the columns of {@code ops.quarantine}. */
  void stageQuarantine(RunContext run, TableName table, Dataset<Row> rows) {
    rows.write()
        .mode("overwrite")
        .parquet(new Path(folder(run, QUARANTINE), table.toString()).toString());
  }

  /**
   * Appends all that is pending: one commit for each ops table and run.
   *
   * @return the number of runs that had something pending
   */
  public int flush() {
    return lake.inSession(this::flushAll);
  }

  private int flushAll() {
    // no commit, yet it takes from under the live run what that has pending
    CommitGuard.check();
    FileSystem files = files();
    int runs = 0;
    try {
      // first what a killed flush was at
      for (FileStatus entry : list(files, pending())) {
        if (entry.isFile() && entry.getPath().getName().startsWith(SEAL)) {
          append(files, entry.getPath());
        }
      }
      for (FileStatus run : list(files, pending())) {
        if (run.isDirectory()) {
          runs++;
          List<String> parts = recorded(files, run.getPath());
          if (!parts.isEmpty()) {
            append(files, seal(parts));
          }
        }
      }
      return runs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What a run left, as paths below the pending folder. Without what a step refused that has no
   * record of itself: it was killed before, and its restart either finds its commit and records
   * that, or refuses the same once more in the same place.
   */
  private static List<String> recorded(FileSystem files, Path run) throws IOException {
    List<String> parts = new ArrayList<>();
    for (FileStatus table : list(files, run)) {
      String name = table.getPath().getName();
      for (FileStatus part : list(files, table.getPath())) {
        String step = part.getPath().getName();
        boolean isRecorded =
            !name.equals(QUARANTINE.toString())
                || files.exists(new Path(run, RUN + "/" + step + ".json"));
        if (!isHidden(part) && isRecorded) {
          parts.add(run.getName() + "/" + name + "/" + step);
        }
      }
    }
    return parts;
  }

  private Path seal(List<String> parts) {
    Path seal = new Path(pending(), SEAL + UUID.randomUUID());
    write(seal, String.join("\n", parts));
    CrashPoint.reach("ops:sealed");
    return seal;
  }

  /** Appends what a seal names, and removes that and the seal. */
  private void append(FileSystem files, Path seal) throws IOException {
    Map<TableName, List<Path>> parts = new TreeMap<>();
    for (String part : lines(files, seal)) {
      Path path = new Path(pending(), part);
      parts
          .computeIfAbsent(TableName.of(path.getParent().getName()), table -> new ArrayList<>())
          .add(path);
    }
    for (Map.Entry<TableName, List<Path>> table : parts.entrySet()) {
      TableContract contract = contracts.get(table.getKey());
      Commit commit = new Commit(seal.getName(), 1, "{}");
      TableWriter writer = new TableWriter(lake);
      if (!writer.isWritten(contract, commit)) {
        Column[] columns =
            contract.columnNames().stream().map(functions::col).toArray(Column[]::new);
        Dataset<Row> rows = rows(files, contract, table.getValue()).select(columns);
        writer.append(contract, rows.coalesce(1), commit);
      }
      CrashPoint.reach(table.getKey() + ":flushed");
    }
    Set<Path> folders = new LinkedHashSet<>();
    for (List<Path> appended : parts.values()) {
      for (Path part : appended) {
        files.delete(part, true);
        folders.add(part.getParent());
      }
    }
    for (Path folder : folders) {
      removeIfEmpty(files, folder);
      removeIfEmpty(files, folder.getParent());
    }
    files.delete(seal, false);
  }

  private Dataset<Row> rows(FileSystem files, TableContract contract, List<Path> parts)
      throws IOException {
    var reader = lake.spark().read().schema(contract.schema());
    if (contract.name().equals(QUARANTINE)) {
      return reader.parquet(parts.stream().map(Path::toString).toArray(String[]::new));
    }
    List<String> lines = new ArrayList<>();
    for (Path part : parts) {
      lines.addAll(lines(files, part));
    }
    return reader.json(lake.spark().createDataset(lines, Encoders.STRING()));
  }

  private static List<String> lines(FileSystem files, Path file) throws IOException {
    try (var in = files.open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static void removeIfEmpty(FileSystem files, Path folder) throws IOException {
    if (Arrays.stream(list(files, folder)).allMatch(RunLog::isHidden)) {
      files.delete(folder, true);
    }
  }

  private static boolean isHidden(FileStatus file) {
    return file.getPath().getName().startsWith(".");
  }

  /** Where a run leaves files that a restart of it needs. Gone after the flush. */
  public Path folder(RunContext run, TableName opsTable) {
    String safe = run.runId().replaceAll("[^A-Za-z0-9]+", "-");
    return new Path(new Path(pending(), safe), opsTable.toString());
  }

  private Path pending() {
    return new Path(lake.root() + "/_pending");
  }

  private void write(Path file, String text) {
    CommitGuard.check();
    FileSystem files = files();
    Path part = new Path(file.getParent(), "." + file.getName() + ".part");
    try {
      try (var out = files.create(part, true)) {
        out.write(text.getBytes(StandardCharsets.UTF_8));
      }
      files.delete(file, false);
      if (!files.rename(part, file)) {
        throw new IOException("Cannot rename " + part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FileSystem files() {
    try {
      return pending().getFileSystem(lake.spark().sessionState().newHadoopConf());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
