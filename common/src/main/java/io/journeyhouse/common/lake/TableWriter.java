package io.journeyhouse.common.lake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.delta.tables.DeltaTable;
import io.journeyhouse.common.contract.TableContract;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of tables. Every write is one commit that carries its {@link Commit}: a second
 * call with the same one changes nothing, so that a step may be run again after a crash.
 */
public final class TableWriter {
  /** Column of replaced keys that bounds what is replaced to rows at or after it. */
  public static final String SINCE = "since";

  /** Of a large table, about. */
  static final long ROWS_A_FILE = 2_000_000;

  private static final long SMALL_BYTES = 16L << 20;

  private final Lake lake;
  private final long smallBytes;
  private final long rowsAFile;

  public TableWriter(Lake lake) {
    this(lake, SMALL_BYTES, ROWS_A_FILE);
  }

  /** As {@link TableFiles} takes its limits. */
  TableWriter(Lake lake, long smallBytes, long rowsAFile) {
    this.lake = lake;
    this.smallBytes = smallBytes;
    this.rowsAFile = rowsAFile;
  }

  /** Whether a write was committed before, by this attempt or a later one. */
  public boolean isWritten(TableContract contract, Commit commit) {
    return lake.exists(contract.name())
        && lake.lastAttempt(contract.name(), commit.applicationId()) >= commit.attempt();
  }

  /** Adds rows. */
  public void append(TableContract contract, Dataset<Row> rows, Commit commit) {
    if (isWritten(contract, commit)) {
      return;
    }
    if (lake.exists(contract.name())) {
      lake.evolve(contract);
    }
    new FileCommit(lake.spark(), lake.snapshot(contract.name()))
        .add(NewTable.of(contract), rows, commit, count -> commit.userMetadata());
  }

  /**
   * Adds the rows of an empty table, laid out by the contract's clustering.
   *
   * @param keys the same rows, as many as {@code count}, of which only the first clustering column
   *     is read
   */
  public void fill(
      TableContract contract, Dataset<Row> rows, Dataset<Row> keys, long count, Commit commit) {
    List<String> clusterBy = contract.layout().clusterBy();
    int files = (int) Math.max(1, count / rowsAFile);
    Dataset<Row> laidOut =
        clusterBy.isEmpty() || files == 1
            ? rows
            : Clustering.by(clusterBy.get(0), rows, keys, count, files);
    append(contract, laidOut, commit);
  }

  /** Replaces all rows whose time column lies in {@code [from, to)}. */
  public void replaceWindow(
      TableContract contract, Dataset<Row> rows, Instant from, Instant to, Commit commit) {
    if (isWritten(contract, commit)) {
      return;
    }
    lake.createOrEvolve(contract);
    String column = timeColumn(contract);
    String window = column + " >= " + timestamp(from) + " AND " + column + " < " + timestamp(to);
    TableFiles files = files(contract);
    if (files.areSmall()) {
      // a row without a time is in no window
      Dataset<Row> kept = files.read().where("NOT coalesce(" + window + ", false)");
      files.replace(files.all(), together(contract, kept, rows), commit);
    } else {
      save(contract, rows, commit, window);
    }
  }

  /**
   * Upserts rows by the contract's key. On equal keys the larger version wins; a contract without
   * version columns takes every row that differs.
   */
  public void merge(TableContract contract, Dataset<Row> rows, Commit commit) {
    if (isWritten(contract, commit)) {
      return;
    }
    lake.createOrEvolve(contract);
    Column sameKey = sameKey(contract.key(), "s.");
    Column newer =
        contract.write().version().isEmpty()
            ? differs(contract, List.of("_window_end"))
            : functions
                .struct(columns("s.", contract.write().version()))
                .gt(functions.struct(columns("t.", contract.write().version())));
    TableFiles files = files(contract);
    if (files.areSmall()) {
      String anyKey = contract.key().get(0);
      Column taken = col("t." + anyKey).isNull().or(col("s." + anyKey).isNotNull().and(newer));
      Dataset<Row> merged = files.read().as("t").join(rows.as("s"), sameKey, "full_outer");
      files.replace(files.all(), merged.select(choice(contract, taken)), commit);
      return;
    }
    HeldRows given = HeldRows.of(rows);
    if (given.areFew() && files.listed().isPresent()) {
      TableFiles.Met met = files.met(given.rows(), contract.key());
      Column taken = col("s." + contract.key().get(0)).isNotNull().and(newer);
      Dataset<Row> kept =
          files
              .read(met.files())
              .as("t")
              .join(given.rows().as("s"), sameKey, "left")
              .select(choice(contract, taken));
      Dataset<Row> added = given.rows().join(met.keys(), using(contract.key()), "left_anti");
      files.replace(met.files(), together(contract, kept, added), commit);
      return;
    }
    inSession(
        commit,
        spark ->
            DeltaTable.forPath(spark, lake.path(contract.name()))
                .as("t")
                .merge(given.rows().as("s"), sameKey)
                .whenMatched(newer)
                .updateAll()
                .whenNotMatched()
                .insertAll()
                .execute());
  }

  /**
   * Writes new states of keys as versions: a state that differs from the key's open version closes
   * that at its own {@code valid_from} and opens a new one; one with {@code is_current = false}
   * only closes. A state of the same {@code valid_from} as the open version takes its place.
   */
  public void scd2(TableContract contract, Dataset<Row> states, Commit commit) {
    if (isWritten(contract, commit)) {
      return;
    }
    lake.createOrEvolve(contract);
    List<String> key = contract.key().stream().filter(k -> !k.equals("valid_from")).toList();
    Column sameKey = sameKey(key, "s.");
    TableFiles files = files(contract);
    boolean isSmall = files.areSmall();
    Dataset<Row> given = isSmall ? states : HeldRows.of(states).rows();
    Dataset<Row> open = files.read().where(col("is_current"));
    if (!isSmall) {
      open = open.join(given.select(columns("", key)), using(key), "left_semi");
    }
    Column changed =
        col("t." + key.get(0))
            .isNull()
            .or(differs(contract, List.of("valid_from", "valid_to", "_window_end")));
    Dataset<Row> changes =
        given
            .as("s")
            .join(open.as("t"), sameKey, "left")
            .where(changed.and(col("s.is_current").or(col("t.is_current"))))
            .select("s.*");
    HeldRows held = HeldRows.of(changes);
    Dataset<Row> found = held.rows();
    if (isSmall || (held.areFew() && files.listed().isPresent())) {
      List<AddFile> met = isSmall ? files.all() : files.met(found, key).files();
      Dataset<Row> kept = closed(contract, files.read(met), found, key);
      files.replace(met, together(contract, kept, found.where(col("is_current"))), commit);
      return;
    }
    Dataset<Row> closing = found.withColumn("_opens", lit(false));
    Dataset<Row> opening = found.where(col("is_current")).withColumn("_opens", lit(true));
    Map<String, Column> values = new LinkedHashMap<>();
    contract.columnNames().forEach(name -> values.put(name, col("s." + name)));
    Column openVersion = col("t.is_current");
    inSession(
        commit,
        spark ->
            DeltaTable.forPath(spark, lake.path(contract.name()))
                .as("t")
                .merge(
                    closing.unionByName(opening).as("s"),
                    sameKey.and(openVersion).and(functions.not(col("s._opens"))))
                .whenMatched(col("t.valid_from").equalTo(col("s.valid_from")))
                .delete()
                .whenMatched()
                .update(Map.of("valid_to", col("s.valid_from"), "is_current", lit(false)))
                .whenNotMatched(col("s._opens"))
                .insert(values)
                .execute());
  }

  /**
   * Replaces all rows of a set of keys in one commit. With a {@code since} among the keys' columns
   * only rows whose time column is at or after it go, and files that end before the earliest stay
   * as they are.
   */
  public void replaceKeys(
      TableContract contract, Dataset<Row> rows, Dataset<Row> keys, Commit commit) {
    if (isWritten(contract, commit)) {
      return;
    }
    lake.createOrEvolve(contract);
    TableFiles files = files(contract);
    boolean isSmall = files.areSmall();
    Dataset<Row> gone = isSmall ? keys : HeldRows.of(keys).rows();
    Column same = sameKey(contract.write().keys(), "k.");
    Object since = null;
    if (List.of(keys.columns()).contains(SINCE)) {
      String time = timeColumn(contract);
      DataType type = contract.schema().apply(time).dataType();
      same = same.and(col("t." + time).geq(col("k." + SINCE).cast(type)));
      since = isSmall ? null : earliest(gone.select(col(SINCE).cast(type)), rows.select(col(time)));
    }
    String predicate = since == null ? "true" : timeColumn(contract) + " >= " + literal(since);
    Optional<List<AddFile>> reached = reached(files, since);
    Dataset<Row> present =
        reached.isPresent() ? files.read(reached.get()) : files.read().where(predicate);
    Dataset<Row> kept = present.as("t").join(gone.as("k"), same, "left_anti");
    Dataset<Row> all = together(contract, kept, rows);
    if (reached.isPresent()) {
      files.replace(reached.get(), all, commit);
    } else {
      int cores = lake.spark().sparkContext().defaultParallelism();
      save(contract, all.coalesce(cores), commit, predicate);
    }
  }

  /**
   * Puts rows in the place of all present rows of some keys, in one commit.
   *
   * @param keys in the columns of the contract's key
   */
  public void replaceRows(
      TableContract contract, Dataset<Row> rows, Dataset<Row> keys, Commit commit) {
    if (isWritten(contract, commit)) {
      return;
    }
    lake.createOrEvolve(contract);
    TableFiles files = files(contract);
    HeldRows gone = HeldRows.of(keys.select(columns("", contract.key())));
    if (files.listed().isEmpty()) {
      replaceKeys(contract.replacingKeys(), rows, gone.rows(), commit);
      return;
    }
    List<AddFile> met =
        files.areSmall() ? files.all() : files.met(gone.rows(), contract.key()).files();
    Dataset<Row> kept = files.read(met).join(gone.rows(), using(contract.key()), "left_anti");
    files.replace(met, together(contract, kept, rows), commit);
  }

  private static Optional<List<AddFile>> reached(TableFiles files, @Nullable Object since) {
    String time = files.contract().write().column();
    return since == null || time == null
        ? files.listed()
        : files.listed().map(all -> SnapshotFiles.reaching(all, time, since));
  }

  private TableFiles files(TableContract contract) {
    return new TableFiles(lake, contract, lake.snapshot(contract.name()), smallBytes, rowsAFile);
  }

  private static Dataset<Row> together(
      TableContract contract, Dataset<Row> kept, Dataset<Row> rows) {
    return kept.select(columns("", contract.columnNames())).unionByName(rows);
  }

  /** Present versions, the open ones closed that changes put an end to. */
  private static Dataset<Row> closed(
      TableContract contract, Dataset<Row> present, Dataset<Row> changes, List<String> key) {
    Column closedAt = col("s.valid_from");
    Column[] versions =
        contract.columnNames().stream()
            .map(
                name ->
                    switch (name) {
                      case "valid_to" -> functions.coalesce(closedAt, col("t.valid_to")).as(name);
                      case "is_current" -> col("t.is_current").and(closedAt.isNull()).as(name);
                      default -> col("t." + name);
                    })
            .toArray(Column[]::new);
    return present
        .as("t")
        .join(changes.as("s"), sameKey(key, "s.").and(col("t.is_current")), "left")
        .where(closedAt.isNull().or(closedAt.notEqual(col("t.valid_from"))))
        .select(versions);
  }

  private void save(TableContract contract, Dataset<Row> rows, Commit commit, String replaced) {
    rows.write()
        .format("delta")
        .mode("overwrite")
        .option("txnAppId", commit.applicationId())
        .option("txnVersion", commit.attempt())
        .option("userMetadata", commit.userMetadata())
        .option("replaceWhere", replaced)
        .save(lake.path(contract.name()));
  }

  /** MERGE takes its transaction from settings of the session: one session of its own for each. */
  private void inSession(Commit commit, Consumer<SparkSession> merge) {
    SparkSession own = SparkSessions.with(lake.spark(), Map.of());
    own.conf().set("spark.databricks.delta.write.txnAppId", commit.applicationId());
    own.conf().set("spark.databricks.delta.write.txnVersion", commit.attempt());
    own.conf().set("spark.databricks.delta.commitInfo.userMetadata", commit.userMetadata());
    SparkSessions.during(
        own,
        () -> {
          merge.accept(own);
          return null;
        });
  }

  private static @Nullable Object earliest(Dataset<Row> since, Dataset<Row> times) {
    return since.toDF("at").union(times.toDF("at")).agg(functions.min("at")).head().get(0);
  }

  private static String literal(Object bound) {
    return bound instanceof Timestamp at
        ? timestamp(at.toInstant())
        : "DATE'" + (bound instanceof Date day ? day.toLocalDate() : bound) + "'";
  }

  private static String timestamp(Instant at) {
    return "TIMESTAMP'" + at + "'";
  }

  private static String timeColumn(TableContract contract) {
    String column = contract.write().column();
    if (column == null) {
      throw Errors.of(
          ErrorCode.CONTRACT_INVALID,
          contract.name() + ": write mode needs a time column",
          "name it in table.yml: write: {mode: ..., column: <time column>}");
    }
    return column;
  }

  private static Column sameKey(List<String> key, String side) {
    return key.stream()
        .map(k -> col("t." + k).equalTo(col(side + k)))
        .reduce(Column::and)
        .orElseThrow();
  }

  /** True where any column but the given ones differs between the present row and the new one. */
  private static Column differs(TableContract contract, List<String> ignored) {
    return contract.columns().stream()
        .filter(c -> !ignored.contains(c.name()))
        .map(c -> functions.not(comparable(c, "t.").eqNullSafe(comparable(c, "s."))))
        .reduce(Column::or)
        .orElseThrow();
  }

  private static Column comparable(io.journeyhouse.common.contract.Column column, String side) {
    Column value = col(side + column.name());
    return column.type() instanceof MapType
        ? functions.array_sort(functions.map_entries(value))
        : value;
  }

  private static Column[] choice(TableContract contract, Column taken) {
    return contract.columnNames().stream()
        .map(name -> functions.when(taken, col("s." + name)).otherwise(col("t." + name)).as(name))
        .toArray(Column[]::new);
  }

  private static Column[] columns(String side, List<String> names) {
    return names.stream().map(name -> col(side + name)).toArray(Column[]::new);
  }

  private static String[] using(List<String> columns) {
    return columns.toArray(String[]::new);
  }
}
