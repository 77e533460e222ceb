package io.journeyhouse.common.lake;

import io.journeyhouse.common.contract.TableContract;
import io.journeyhouse.common.contract.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.catalog.DeltaTableV2;
import org.apache.spark.sql.delta.commands.VacuumCommand;
import org.apache.spark.util.ManualClock;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Keeps tables in the shape that makes them fast: few files, cut by the contract's clustering, and
 * no file that nobody can ask for any more. What there is to do is seen from the table itself, from
 * the checksum beside its newest commit and from its folder, so that a table that nothing happened
 * to costs no Spark job, and a maintenance that was killed is simply done again. Rows never change.
 *
 * <p>Only for the one process that may write to the lake.
 */
public final class Maintenance {
  /** What Delta keeps of a table's log where the table does not say otherwise. */
  private static final Duration LOG = Duration.ofDays(30);

  /** How long Delta keeps files that were replaced where the table does not say otherwise. */
  private static final Duration REPLACED = Duration.ofDays(7);

  private static final Map<String, String> VACUUM =
      Map.of(
          // a commit for each vacuum would make every table look changed
          "spark.databricks.delta.vacuum.logging.enabled", "false",
          // the time is counted from the given clock
          "spark.databricks.delta.vacuum.retentionWindowIgnore.enabled", "false");

  private final Lake lake;
  private final Duration retention;
  private final Clock clock;
  private final long rowsAFile;

  /**
   * Maintenance of a lake's tables.
   *
   * @param retention how far back a table's former versions can be read, a day or more
   */
  public Maintenance(Lake lake, Duration retention, Clock clock) {
    this(lake, retention, clock, TableWriter.ROWS_A_FILE);
  }

  Maintenance(Lake lake, Duration retention, Clock clock, long rowsAFile) {
    this.lake = lake;
    this.retention = retention;
    this.clock = clock;
    this.rowsAFile = rowsAFile;
  }

  /**
   * What became of one table.
   *
   * @param filesBefore data files of its newest version, before and after
   * @param bytesFreed size of the files that were deleted
   */
  public record Tidied(TableName table, int filesBefore, int filesAfter, long bytesFreed) {
    /** Whether there was anything to do. */
    public boolean isChanged() {
      return filesBefore != filesAfter || bytesFreed > 0;
    }
  }

  /**
   * Does what there is to do for a table.
   *
   * @param contract null for a table of raw rows
   */
  public Tidied tidy(TableName table, @Nullable TableContract contract) {
    return lake.inSession(() -> tidyNow(table, contract));
  }

  private Tidied tidyNow(TableName table, @Nullable TableContract contract) {
    keepVersions(table);
    Snapshot snapshot = lake.snapshot(table);
    List<AddFile> before = files(snapshot);
    List<AddFile> small = before.stream().filter(this::isSmall).toList();
    List<AddFile> after = before;
    // files of a table with partitions cannot be put together across those
    if (small.size() > 1 && snapshot.metadata().partitionColumns().isEmpty()) {
      pack(table, contract, snapshot, small);
      snapshot = lake.snapshot(table);
      after = files(snapshot);
    }
    return new Tidied(table, before.size(), after.size(), vacuum(table, snapshot, after));
  }

  private boolean isSmall(AddFile file) {
    return SnapshotFiles.rows(List.of(file)) < rowsAFile / 2;
  }

  private static List<AddFile> files(Snapshot snapshot) {
    var checksum = snapshot.checksumOpt();
    return checksum.isDefined() && checksum.get().allFiles().isDefined()
        ? CollectionConverters.asJava(checksum.get().allFiles().get())
        : snapshot.allFiles().collectAsList();
  }

  /**
   * Puts the rows of small files together into files of the usual size, cut by ranges of the column
   * that the table is clustered by, or else of the first one that it keeps statistics of, which is
   * the one that it grows along.
   */
  private void pack(
      TableName table, @Nullable TableContract contract, Snapshot snapshot, List<AddFile> small) {
    long count = SnapshotFiles.rows(small);
    int files = (int) Math.max(1, count / rowsAFile);
    Lake lakeForRows = lake.forRows(count);
    lakeForRows.inSession(
        () -> {
          Dataset<Row> rows =
              snapshot
                  .deltaLog()
                  .createDataFrame(
                      snapshot, CollectionConverters.asScala(small).toSeq(), false, Option.empty());
          Optional<String> column =
              files == 1 ? Optional.empty() : layoutColumn(snapshot, contract);
          Dataset<Row> packed =
              column.isPresent()
                  ? Clustering.by(column.get(), rows, rows, count, files)
                  : rows.coalesce(files);
          noted(
              lakeForRows.spark(),
              table,
              () -> new FileCommit(lakeForRows.spark(), snapshot).rearrange(small, packed));
          return null;
        });
  }

  private static Optional<String> layoutColumn(
      Snapshot snapshot, @Nullable TableContract contract) {
    List<String> clusterBy = contract == null ? List.of() : contract.layout().clusterBy();
    List<String> statistics =
        List.of(property(snapshot, NewTable.STATS_COLUMNS, "").split(",", -1));
    return Stream.concat(clusterBy.stream(), statistics.stream())
        .filter(column -> !column.isEmpty())
        .findFirst();
  }

  /**
   * Commits something with the table's last note once more: it is looked for in the log, whose
   * older entries go with time.
   */
  private void noted(SparkSession spark, TableName table, Runnable commit) {
    String note = new RawTable(lake, table).lastMetadata();
    SparkSession own = SparkSessions.with(spark, Map.of());
    if (!note.isEmpty()) {
      own.conf().set("spark.databricks.delta.commitInfo.userMetadata", note);
    }
    SparkSessions.during(
        own,
        () -> {
          commit.run();
          return null;
        });
  }

  /**
   * Has the table itself say how long its former versions are kept. Delta forgets when a file was
   * replaced after that time, and its log too, whoever writes to the table.
   */
  private void keepVersions(TableName table) {
    String files = interval(retention);
    String log = interval(retention.compareTo(LOG) > 0 ? retention : LOG);
    Snapshot snapshot = lake.snapshot(table);
    if (!files.equals(property(snapshot, "delta.deletedFileRetentionDuration", interval(REPLACED)))
        || !log.equals(property(snapshot, "delta.logRetentionDuration", interval(LOG)))) {
      String set =
          "ALTER TABLE delta.`%s` SET TBLPROPERTIES ('delta.deletedFileRetentionDuration' = '%s', 'delta.logRetentionDuration' = '%s')"
              .formatted(lake.path(table), files, log);
      noted(lake.spark(), table, () -> SparkSession.active().sql(set));
    }
  }

  private static String interval(Duration time) {
    return "interval " + time.toSeconds() + " seconds";
  }

  private static String property(Snapshot snapshot, String name, String otherwise) {
    return snapshot.metadata().configuration().getOrElse(name, () -> otherwise);
  }

  /**
   * Deletes the files that no version of the kept time names: replaced ones and those that a killed
   * run left behind.
   *
   * @return the bytes freed
   */
  private long vacuum(TableName table, Snapshot snapshot, List<AddFile> files) {
    Set<String> named =
        files.stream()
            .map(file -> file.absolutePath(snapshot.deltaLog()).getName())
            .collect(Collectors.toSet());
    long before = clock.millis() - retention.toMillis();
    List<LocatedFileStatus> others = others(table, named);
    if (others.stream().allMatch(file -> file.getModificationTime() >= before)) {
      return 0;
    }
    SparkSession spark = SparkSessions.with(lake.forFewRows().spark(), VACUUM);
    SparkSessions.during(
        spark,
        () ->
            VacuumCommand.gc(
                spark,
                DeltaTableV2.apply(
                    spark,
                    new Path(lake.path(table)),
                    Option.empty(),
                    Option.empty(),
                    scala.collection.immutable.Map$.MODULE$.empty(),
                    Option.empty()),
                false,
                Option.apply(retention.toSeconds() / 3600.0),
                Option.empty(),
                Option.empty(),
                scala.collection.immutable.Map$.MODULE$.empty(),
                new ManualClock(clock.millis())));
    return bytes(others) - bytes(others(table, named));
  }

  private static long bytes(List<LocatedFileStatus> files) {
    return files.stream().mapToLong(LocatedFileStatus::getLen).sum();
  }

  /** The files of the table's folder beside its log and the named ones. */
  private List<LocatedFileStatus> others(TableName table, Set<String> named) {
    Path folder = new Path(lake.path(table));
    List<LocatedFileStatus> found = new ArrayList<>();
    try {
      RemoteIterator<LocatedFileStatus> all =
          folder.getFileSystem(lake.spark().sessionState().newHadoopConf()).listFiles(folder, true);
      while (all.hasNext()) {
        LocatedFileStatus file = all.next();
        Path path = file.getPath();
        if (!path.toString().contains("/_delta_log/") && !named.contains(path.getName())) {
          found.add(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }
}
