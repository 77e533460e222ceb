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
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.Snapshot;
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

  private static final String FILE = "_file";
  static final long ROWS_A_FILE = 2_000_000;

  /** Keys that are looked at to cut rows into files of about the same size. */
  private static final long SAMPLE = 20_000;

  /**
   * A table of up to so many bytes is written anew, which takes less than to look what to change.
   */
  private static final long SMALL_BYTES = 16L << 20;

  private final Lake lake;
  private final long smallBytes;
  private final long rowsAFile;

  public TableWriter(Lake lake) {
    this(lake, SMALL_BYTES, ROWS_A_FILE);
  }

  /**
   * @param smallBytes a table of up to so many is small
   * @param rowsAFile of a large table, about
   */
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
    append(contract, clustered(contract, rows, keys, count), commit);
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
    Snapshot snapshot = lake.snapshot(contract.name());
    if (isSmall(snapshot)) {
      // a row without a time is in no window
      Dataset<Row> kept =
          lake.read(contract.name(), snapshot).where("NOT coalesce(" + window + ", false)");
      rewrite(contract, snapshot, files(snapshot), kept, rows, commit);
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
    Snapshot snapshot = lake.snapshot(contract.name());
    if (isSmall(snapshot)) {
      String anyKey = contract.key().get(0);
      Column taken = col("t." + anyKey).isNull().or(col("s." + anyKey).isNotNull().and(newer));
      Dataset<Row> merged =
          lake.read(contract.name(), snapshot).as("t").join(rows.as("s"), sameKey, "full_outer");
      rewrite(snapshot, files(snapshot), merged.select(choice(contract, taken)), commit);
      return;
    }
    HeldRows given = HeldRows.of(rows);
    if (given.areFew() && SnapshotFiles.of(snapshot).isPresent()) {
      Met met = met(contract, snapshot, given.rows(), contract.key());
      Column taken = col("s." + contract.key().get(0)).isNotNull().and(newer);
      Dataset<Row> kept =
          lake.read(contract.name(), snapshot, met.files())
              .as("t")
              .join(given.rows().as("s"), sameKey, "left")
              .select(choice(contract, taken));
      Dataset<Row> added = given.rows().join(met.keys(), using(contract.key()), "left_anti");
      rewrite(contract, snapshot, met.files(), kept, added, commit);
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
    Snapshot snapshot = lake.snapshot(contract.name());
    Dataset<Row> present = lake.read(contract.name(), snapshot);
    boolean isSmall = isSmall(snapshot);
    Dataset<Row> given = isSmall ? states : HeldRows.of(states).rows();
    Dataset<Row> open = present.where(col("is_current"));
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
    if (isSmall || (held.areFew() && SnapshotFiles.of(snapshot).isPresent())) {
      List<AddFile> files = isSmall ? files(snapshot) : met(contract, snapshot, found, key).files();
      Dataset<Row> kept = closed(contract, lake.read(contract.name(), snapshot, files), found, key);
      rewrite(contract, snapshot, files, kept, found.where(col("is_current")), commit);
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
    Snapshot snapshot = lake.snapshot(contract.name());
    boolean isSmall = isSmall(snapshot);
    Dataset<Row> gone = isSmall ? keys : HeldRows.of(keys).rows();
    Column same = sameKey(contract.write().keys(), "k.");
    Object since = null;
    if (List.of(keys.columns()).contains(SINCE)) {
      String time = timeColumn(contract);
      DataType type = contract.schema().apply(time).dataType();
      same = same.and(col("t." + time).geq(col("k." + SINCE).cast(type)));
      since = isSmall ? null : earliest(gone.select(col(SINCE).cast(type)), rows.select(col(time)));
    }
    Reached reached = reached(contract, snapshot, since);
    Dataset<Row> kept = reached.rows().as("t").join(gone.as("k"), same, "left_anti");
    if (reached.files().isPresent()) {
      rewrite(contract, snapshot, reached.files().get(), kept, rows, commit);
    } else {
      Dataset<Row> all = kept.select(columns("", contract.columnNames())).unionByName(rows);
      save(contract, all.coalesce(parallelism()), commit, reached.predicate());
    }
  }

  /**
   * Rows at or after a time, and perhaps some before it.
   *
   * @param files that hold them, where they are known
   * @param predicate true for all of them
   */
  private record Reached(Optional<List<AddFile>> files, String predicate, Dataset<Row> rows) {}

  private Reached reached(TableContract contract, Snapshot snapshot, @Nullable Object since) {
    String predicate = since == null ? "true" : timeColumn(contract) + " >= " + literal(since);
    Optional<List<AddFile>> all = SnapshotFiles.of(snapshot);
    if (all.isEmpty()) {
      return new Reached(all, predicate, lake.read(contract.name(), snapshot).where(predicate));
    }
    List<AddFile> files =
        since == null ? all.get() : SnapshotFiles.reaching(all.get(), timeColumn(contract), since);
    return new Reached(Optional.of(files), predicate, lake.read(contract.name(), snapshot, files));
  }

  private boolean isSmall(Snapshot snapshot) {
    return SnapshotFiles.of(snapshot).filter(this::isSmall).isPresent();
  }

  private boolean isSmall(List<AddFile> files) {
    return files.stream().mapToLong(AddFile::size).sum() <= smallBytes;
  }

  /**
   * Keys among given ones that present rows have.
   *
   * @param files that hold those rows
   */
  private record Met(Dataset<Row> keys, List<AddFile> files) {}

  private Met met(TableContract contract, Snapshot snapshot, Dataset<Row> given, List<String> key) {
    Dataset<Row> keys =
        HeldRows.of(
                lake.read(contract.name(), snapshot)
                    .select(columns("", key, col("_metadata.file_name").as(FILE)))
                    .join(given.select(columns("", key)), using(key), "left_semi"))
            .rows();
    Set<String> names =
        Set.copyOf(keys.select(FILE).distinct().as(Encoders.STRING()).collectAsList());
    List<AddFile> files =
        files(snapshot).stream()
            .filter(file -> names.contains(file.path().substring(file.path().lastIndexOf('/') + 1)))
            .toList();
    return new Met(keys, files);
  }

  /** Puts kept and new rows in the place of all that the files hold. */
  private void rewrite(
      TableContract contract,
      Snapshot snapshot,
      List<AddFile> files,
      Dataset<Row> kept,
      Dataset<Row> rows,
      Commit commit) {
    Dataset<Row> all = kept.select(columns("", contract.columnNames())).unionByName(rows);
    rewrite(snapshot, files, all, commit);
  }

  private void rewrite(Snapshot snapshot, List<AddFile> files, Dataset<Row> all, Commit commit) {
    long many = Math.max(parallelism(), SnapshotFiles.rows(files) / rowsAFile);
    int tasks = isSmall(files) ? 1 : (int) many;
    new FileCommit(lake.spark(), snapshot).replace(files, all.coalesce(tasks), commit);
  }

  private static List<AddFile> files(Snapshot snapshot) {
    return SnapshotFiles.of(snapshot).orElseThrow();
  }

  private int parallelism() {
    return lake.spark().sparkContext().defaultParallelism();
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

  private Dataset<Row> clustered(
      TableContract contract, Dataset<Row> rows, Dataset<Row> keys, long count) {
    List<String> clusterBy = contract.layout().clusterBy();
    int files = (int) Math.max(1, count / rowsAFile);
    if (clusterBy.isEmpty() || files == 1) {
      return rows;
    }
    // a repartition by range would work out the whole rows once more, to look at some of their keys
    Column key = col(clusterBy.get(0));
    List<Object> some =
        keys
            .select(key)
            .where(key.isNotNull())
            .sample(Math.min(1.0, (double) SAMPLE / count), 1)
            .collectAsList()
            .stream()
            .map(row -> row.get(0))
            .sorted()
            .toList();
    Column file = lit(0);
    for (int i = 1; i < files && !some.isEmpty(); i++) {
      Column isAfter = key.geq(lit(some.get(i * some.size() / files)));
      file = file.plus(functions.coalesce(isAfter.cast("int"), lit(0)));
    }
    return rows.repartitionById(files, file);
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

  private static Column[] columns(String side, List<String> names, Column... more) {
    return Stream.concat(names.stream().map(name -> col(side + name)), Stream.of(more))
        .toArray(Column[]::new);
  }

  private static String[] using(List<String> columns) {
    return columns.toArray(String[]::new);
  }
}
