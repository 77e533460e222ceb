package io.journeyhouse.common.lake;

import io.journeyhouse.common.contract.TableContract;
import io.journeyhouse.common.contract.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.SetTransaction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Where the tables are: {@code <root>/<layer>/<table>}, one Delta table each, addressed by path.
 */
public final class Lake {
  /** Rows up to which a job is better interpreted than compiled. */
  private static final long FEW_ROWS = 100_000;

  /** Rows up to which a job is better planned once, for few partitions, than at each stage. */
  private static final long SOME_ROWS = 3_000_000;

  private final SparkSession spark;
  private final String root;
  private @Nullable Lake forFewRows;
  private @Nullable Lake forSomeRows;

  public Lake(SparkSession spark, String root) {
    this.spark = spark;
    this.root = root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
  }

  public SparkSession spark() {
    return spark;
  }

  /** The same tables, for work that handles few rows only. */
  public synchronized Lake forFewRows() {
    if (forFewRows == null) {
      forFewRows = new Lake(SparkSessions.with(spark, SparkSessions.FOR_FEW_ROWS), root);
    }
    return forFewRows;
  }

  private synchronized Lake forSomeRows() {
    if (forSomeRows == null) {
      forSomeRows = new Lake(SparkSessions.with(spark, SparkSessions.FOR_SOME_ROWS), root);
    }
    return forSomeRows;
  }

  /** The same tables, for work that handles about as many rows as the given ones have together. */
  public Lake forRowsOf(Collection<TableName> tables) {
    long rows = 0;
    for (TableName table : tables) {
      Snapshot snapshot = snapshot(table);
      if (snapshot.version() >= 0) {
        Optional<List<AddFile>> files = SnapshotFiles.of(snapshot);
        if (files.isEmpty()) {
          // more files than a checksum lists
          return this;
        }
        rows += SnapshotFiles.rows(files.get());
      }
    }
    return forRows(rows);
  }

  Lake forRows(long rows) {
    if (rows > SOME_ROWS) {
      return this;
    }
    return rows > FEW_ROWS ? forSomeRows() : forFewRows();
  }

  /**
   * Does work with the lake's session as that of the thread, which Delta takes for its own queries.
   */
  public <T> T inSession(Supplier<T> work) {
    return SparkSessions.during(spark, work);
  }

  /** The lake's root folder, without a slash at the end. */
  public String root() {
    return root;
  }

  public String path(TableName table) {
    return root + "/" + table.layer() + "/" + table.table();
  }

  public boolean exists(TableName table) {
    return snapshot(table).version() >= 0;
  }

  /** The newest version's number, -1 where there is no table. */
  public long version(TableName table) {
    return snapshot(table).version();
  }

  /** Whether a table exists and has at least one data file. */
  public boolean hasRows(TableName table) {
    Snapshot snapshot = snapshot(table);
    if (snapshot.version() < 0) {
      return false;
    }
    // the checksum file beside the commit knows it without a Spark job over the log
    var checksum = snapshot.checksumOpt();
    return (checksum.isDefined() ? checksum.get().numFiles() : snapshot.numOfFiles()) > 0;
  }

  /** All rows of an existing table at its newest version. */
  public Dataset<Row> read(TableName table) {
    return read(table, snapshot(table));
  }

  /**
   * All rows of a contract's table: none where it was never written; columns that the contract has
   * gained are null until it is written again.
   */
  public Dataset<Row> rows(TableContract contract) {
    if (!exists(contract.name())) {
      return spark.createDataFrame(List.of(), contract.schema());
    }
    Dataset<Row> rows = read(contract.name());
    List<String> present = Arrays.asList(rows.columns());
    Map<String, Column> gained = new LinkedHashMap<>();
    contract.columns().stream()
        .filter(column -> !present.contains(column.name()))
        .forEach(column -> gained.put(column.name(), functions.lit(null).cast(column.type())));
    return gained.isEmpty() ? rows : rows.withColumns(gained);
  }

  /** All rows of a version, which is the newest. */
  Dataset<Row> read(TableName table, Snapshot snapshot) {
    return SnapshotFiles.read(spark, new Path(path(table)), snapshot)
        .orElseGet(() -> spark.read().format("delta").load(path(table)));
  }

  /** The rows of some data files of a version. */
  Dataset<Row> read(TableName table, Snapshot snapshot, List<AddFile> files) {
    return SnapshotFiles.read(spark, new Path(path(table)), snapshot, files);
  }

  /** Names of all tables in the lake, in order. */
  public List<TableName> tables() {
    List<TableName> found = new ArrayList<>();
    try {
      Path top = new Path(root);
      FileSystem files = top.getFileSystem(spark.sessionState().newHadoopConf());
      if (!files.exists(top)) {
        return found;
      }
      for (FileStatus layer : files.listStatus(top)) {
        if (layer.isDirectory() && !layer.getPath().getName().startsWith("_")) {
          for (FileStatus table : files.listStatus(layer.getPath())) {
            if (files.exists(new Path(table.getPath(), "_delta_log"))) {
              found.add(new TableName(layer.getPath().getName(), table.getPath().getName()));
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found.stream().sorted().toList();
  }

  /** Creates the contract's table where it is missing, and adds the columns that it has gained. */
  public void createOrEvolve(TableContract contract) {
    if (exists(contract.name())) {
      evolve(contract);
    } else {
      create(contract);
    }
  }

  /** Adds the columns that the contract of an existing table has gained. */
  void evolve(TableContract contract) {
    SchemaPlan plan = SchemaPlan.of(contract, read(contract.name()).schema());
    plan.refuseBreaking();
    if (!plan.added().isEmpty()) {
      String columns =
          plan.added().stream()
              .map(StructField::toDDL)
              // a new column is null in the rows that are there
              .map(ddl -> ddl.replace(" NOT NULL", ""))
              .collect(Collectors.joining(", "));
      spark.sql("ALTER TABLE delta.`" + path(contract.name()) + "` ADD COLUMNS (" + columns + ")");
    }
  }

  private void create(TableContract contract) {
    DeltaLog log = DeltaLog.forTable(spark, path(contract.name()));
    OptimisticTransaction transaction = log.startTransaction(Option.empty(), Option.empty());
    transaction.updateMetadataForNewTable(
        NewTable.of(contract).metadata(log.clock().getTimeMillis()));
    transaction.commit(
        CollectionConverters.asScala(List.<Action>of()).toSeq(),
        new DeltaOperations.CreateTable(transaction.metadata(), false, false, Option.empty()));
  }

  /** The newest version. */
  Snapshot snapshot(TableName table) {
    return DeltaLog.forTable(spark, path(table)).update(false, Option.empty(), Option.empty());
  }

  /** The newest attempt committed under an application id, -1 where there is none. */
  long lastAttempt(TableName table, String applicationId) {
    Snapshot snapshot = snapshot(table);
    var checksum = snapshot.checksumOpt();
    var known =
        checksum.isDefined()
            ? checksum.get().setTransactions()
            : Option.<Seq<SetTransaction>>empty();
    Seq<SetTransaction> transactions = known.isDefined() ? known.get() : snapshot.setTransactions();
    return CollectionConverters.asJava(transactions).stream()
        .filter(transaction -> transaction.appId().equals(applicationId))
        .mapToLong(SetTransaction::version)
        .max()
        .orElse(-1);
  }

  /**
   * What the newest commit of an application noted of itself, empty where it cannot be found any
   * more.
   */
  public String userMetadata(TableName table, String applicationId) {
    var hadoop = spark.sessionState().newHadoopConf();
    for (long version = version(table); version >= 0; version--) {
      try {
        CommitInfo info = CommitInfo.read(path(table), version, hadoop);
        if (info.userMetadata().contains('"' + applicationId + '"')) {
          return info.userMetadata();
        }
      } catch (UncheckedIOException e) {
        // older commits were cleaned up
        return "";
      }
    }
    return "";
  }
}
