package io.journeyhouse.common.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.FileAction;
import org.apache.spark.sql.delta.actions.SetTransaction;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * One commit of data files to a version of a table. Delta's own writer asks the table's whole state
 * for the commit's identity, by Spark jobs over its log; here the caller has asked the checksum.
 */
final class FileCommit {
  private final SparkSession spark;
  private final Snapshot snapshot;

  FileCommit(SparkSession spark, Snapshot snapshot) {
    this.spark = spark;
    this.snapshot = snapshot;
  }

  /**
   * Adds rows; makes the table with them where the version says that there is none.
   *
   * @param table what it is made with
   * @param note makes the commit's metadata, given the number of rows written; one that cannot be
   *     made leaves the table as it was
   * @return the table's version after it
   */
  long add(NewTable table, Dataset<Row> rows, Commit commit, LongFunction<String> note) {
    OptimisticTransaction transaction = start();
    if (snapshot.version() < 0) {
      transaction.updateMetadataForNewTable(
          table.metadata(snapshot.deltaLog().clock().getTimeMillis()));
    }
    return commit(transaction, List.of(), rows, commit, note);
  }

  /**
   * Puts rows in the place of all rows that the given files hold, which must be of this version.
   */
  void replace(List<AddFile> files, Dataset<Row> rows, Commit commit) {
    OptimisticTransaction transaction = start();
    transaction.readWholeTable();
    commit(transaction, files, rows, commit, count -> commit.userMetadata());
  }

  /**
   * Puts the same rows into other files, which readers of changes need not look at.
   *
   * @param files of this version, whose rows these are
   */
  void rearrange(List<AddFile> files, Dataset<Row> rows) {
    OptimisticTransaction transaction = start();
    List<Action> actions = new ArrayList<>();
    CollectionConverters.asJava(transaction.writeFiles(rows, Option.empty(), true, none()))
        .forEach(file -> actions.add(unchanged((AddFile) file)));
    long now = snapshot.deltaLog().clock().getTimeMillis();
    files.forEach(file -> actions.add(file.removeWithTimestamp(now, false)));
    transaction.commit(
        CollectionConverters.asScala(actions).toSeq(),
        new DeltaOperations.Optimize(none(), none(), false, Option.empty(), false));
  }

  private static AddFile unchanged(AddFile file) {
    return file.copy(
        file.path(),
        file.partitionValues(),
        file.size(),
        file.modificationTime(),
        false,
        file.stats(),
        file.tags(),
        file.deletionVector(),
        file.baseRowId(),
        file.defaultRowCommitVersion(),
        file.clusteringProvider(),
        file.backReference(),
        file.amtPassthrough());
  }

  private static <T> Seq<T> none() {
    return CollectionConverters.asScala(List.<T>of()).toSeq();
  }

  private OptimisticTransaction start() {
    return snapshot.deltaLog().startTransaction(Option.empty(), Option.apply(snapshot));
  }

  private long commit(
      OptimisticTransaction transaction,
      List<AddFile> replaced,
      Dataset<Row> rows,
      Commit commit,
      LongFunction<String> note) {
    List<FileAction> added =
        CollectionConverters.asJava(transaction.writeFiles(rows, Option.empty()));
    String metadata;
    try {
      metadata = note.apply(SnapshotFiles.rows(added));
    } catch (RuntimeException e) {
      added.forEach(this::delete);
      throw e;
    }
    // a commit of the same step by another process, since this version, is a conflict
    transaction.readTxn().addOne(commit.applicationId());
    List<Action> actions = new ArrayList<>(added);
    replaced.forEach(file -> actions.add(file.remove()));
    actions.add(new SetTransaction(commit.applicationId(), commit.attempt(), Option.empty()));
    return transaction.commit(
        CollectionConverters.asScala(actions).toSeq(),
        new DeltaOperations.Write(
            replaced.isEmpty() ? SaveMode.Append : SaveMode.Overwrite,
            Option.empty(),
            Option.empty(),
            Option.apply(metadata),
            Option.empty(),
            Option.empty(),
            Option.empty(),
            Option.empty(),
            Option.empty()));
  }

  private void delete(FileAction file) {
    try {
      Path path = ((AddFile) file).absolutePath(snapshot.deltaLog());
      path.getFileSystem(spark.sessionState().newHadoopConf()).delete(path, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
