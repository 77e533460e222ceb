package io.journeyhouse.jobs.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.delta.tables.DeltaTable;
import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableContract;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.keys.Hashes;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.run.RunContext;
import io.journeyhouse.common.run.RunLog;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;

/**
 * Which files were loaded: {@code ops.landed_file} and what is to be flushed into it. The table is
 * read once for all sources, until it has a newer version.
 */
final class LandedFiles {
  static final TableName TABLE = TableName.of("ops.landed_file");

  private static final String REPLACED = "replace";
  private static final String RETRACTED = "retract";

  private final Lake lake;
  private final TableContract contract;
  private final RunLog log;
  private long version = -1;
  private Map<String, OfSource> flushed = Map.of();

  LandedFiles(Lake lake, Contracts contracts, RunLog log) {
    this.lake = lake;
    this.contract = contracts.get(TABLE);
    this.log = log;
  }

  /** What was loaded of one source. */
  static final class OfSource {
    private final Map<String, LandedFile> files = new HashMap<>();
    private final Set<String> loadings = new HashSet<>();
    private final Set<String> columns = new TreeSet<>();
    private String lastChecksum = "";
    private Instant lastLoadedAt = Instant.MIN;

    /** Those that are not to be loaded again, by path; retracted ones are among them. */
    Map<String, LandedFile> files() {
      return files;
    }

    /** Raw columns that any of its files had. */
    Set<String> columns() {
      return columns;
    }

    /** The checksum of what was loaded last: a database's watermark; empty where nothing was. */
    String lastChecksum() {
      return lastChecksum;
    }

    private void add(LandedFile file, Instant loadedAt, boolean isReplaced) {
      if (!isReplaced) {
        files.put(file.path(), file);
      }
      loadings.add(loading(file.path(), loadedAt));
      columns.addAll(file.newColumns());
      if (loadedAt.isAfter(lastLoadedAt)) {
        lastLoadedAt = loadedAt;
        lastChecksum = file.checksum();
      }
    }

    private OfSource copy() {
      OfSource copy = new OfSource();
      copy.files.putAll(files);
      copy.loadings.addAll(loadings);
      copy.columns.addAll(columns);
      copy.lastChecksum = lastChecksum;
      copy.lastLoadedAt = lastLoadedAt;
      return copy;
    }
  }

  /** All that was loaded of a source, be it flushed or not. */
  synchronized OfSource of(String source) {
    // pending rows first: a flush in between moves them to where they are read next
    List<Map<String, Object>> pending = log.pending(TABLE);
    refresh();
    OfSource known = flushed.getOrDefault(source, new OfSource()).copy();
    for (Map<String, Object> row : pending) {
      if (source.equals(row.get("source"))) {
        known.add(file(row), Instant.parse(String.valueOf(row.get("loaded_at"))), false);
      }
    }
    return known;
  }

  /** Leaves rows of a commit's files for the next flush, unless they are known already. */
  void record(RunContext run, LandingNote note) {
    Instant loadedAt = Instant.parse(note.loadedAt());
    Set<String> known = of(note.source()).loadings;
    if (note.files().stream().allMatch(file -> known.contains(loading(file.path(), loadedAt)))) {
      return;
    }
    List<Map<String, Object>> rows = note.files().stream().map(file -> row(note, file)).toList();
    String commit = Hashes.sha256(note.application() + "#" + note.attempt()).substring(0, 12);
    log.stage(run, TABLE, note.source() + "-" + commit, rows);
  }

  /**
   * Notes that a loaded file is withdrawn.
   *
   * @param isReplaced whether the file of this path is to be loaded anew
   */
  void withdraw(String source, String path, boolean isReplaced, Instant now) {
    lake.createOrEvolve(contract);
    Column isLive = col("withdrawn_by").isNull();
    Column isOther = isReplaced ? isLive.or(col("withdrawn_by").equalTo(RETRACTED)) : isLive;
    DeltaTable.forPath(lake.spark(), lake.path(TABLE))
        .update(
            col("source").equalTo(source).and(col("path").equalTo(path)).and(isOther),
            Map.of(
                "withdrawn_at",
                coalesce(col("withdrawn_at"), lit(Timestamp.from(now))),
                "withdrawn_by",
                lit(isReplaced ? REPLACED : RETRACTED)));
  }

  /** What tells one loading of a file from another; times in the table are of microseconds. */
  private static String loading(String path, Instant loadedAt) {
    return path + " " + loadedAt.truncatedTo(ChronoUnit.MICROS);
  }

  private void refresh() {
    long newest = lake.version(TABLE);
    if (newest == version) {
      return;
    }
    Map<String, OfSource> all = new HashMap<>();
    List<Row> rows =
        lake.rows(contract)
            .select(
                "source",
                "path",
                "size",
                "modified_at",
                "checksum",
                "rows",
                "new_columns",
                "loaded_at",
                "withdrawn_by")
            .collectAsList();
    for (Row row : rows) {
      Timestamp modified = row.getTimestamp(3);
      all.computeIfAbsent(row.getString(0), source -> new OfSource())
          .add(
              new LandedFile(
                  row.getString(1),
                  row.isNullAt(2) ? 0 : row.getLong(2),
                  modified == null ? 0 : modified.getTime(),
                  row.getString(4),
                  row.isNullAt(5) ? 0 : row.getLong(5),
                  row.isNullAt(6) ? List.of() : row.getList(6)),
              row.getTimestamp(7).toInstant(),
              REPLACED.equals(row.getString(8)));
    }
    flushed = all;
    version = newest;
  }

  private static Map<String, Object> row(LandingNote note, LandedFile file) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("source", note.source());
    row.put("path", file.path());
    row.put("size", file.size());
    row.put("modified_at", Instant.ofEpochMilli(file.modifiedAt()).toString());
    row.put("checksum", file.checksum());
    row.put("rows", file.rows());
    row.put("new_columns", file.newColumns());
    row.put("run_id", note.runId());
    row.put("window_end", note.windowEnd());
    row.put("loaded_at", note.loadedAt());
    return row;
  }

  private static LandedFile file(Map<String, Object> row) {
    List<String> columns = new ArrayList<>();
    if (row.get("new_columns") instanceof List<?> names) {
      names.forEach(name -> columns.add(String.valueOf(name)));
    }
    return new LandedFile(
        String.valueOf(row.get("path")),
        Long.parseLong(String.valueOf(row.get("size"))),
        Instant.parse(String.valueOf(row.get("modified_at"))).toEpochMilli(),
        String.valueOf(row.get("checksum")),
        Long.parseLong(String.valueOf(row.get("rows"))),
        columns);
  }
}
