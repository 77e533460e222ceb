package io.journeyhouse.common.lake;

import static org.apache.spark.sql.functions.col;

import io.journeyhouse.common.contract.TableContract;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.functions;

/**
 * One version of a table as its data files, some of which a change writes anew.
 *
 * @param smallBytes a table of up to so many is written anew as a whole, into one file, which takes
 *     less than to look what to change
 * @param rowsAFile of a larger one, about
 */
record TableFiles(
    Lake lake, TableContract contract, Snapshot snapshot, long smallBytes, long rowsAFile) {
  private static final String FILE = "_file";

  /** Keys that present rows have, and the files that hold those rows. */
  record Met(Dataset<Row> keys, List<AddFile> files) {}

  /** The files, where the checksum beside the version's commit lists them. */
  Optional<List<AddFile>> listed() {
    return SnapshotFiles.of(snapshot);
  }

  /** Whether they are listed and small together. */
  boolean areSmall() {
    return listed().filter(this::areSmall).isPresent();
  }

  private boolean areSmall(List<AddFile> files) {
    return files.stream().mapToLong(AddFile::size).sum() <= smallBytes;
  }

  /** All files, which must be listed. */
  List<AddFile> all() {
    return listed().orElseThrow();
  }

  /** All rows of the version. */
  Dataset<Row> read() {
    return lake.read(contract.name(), snapshot);
  }

  /** The rows of some files of the version. */
  Dataset<Row> read(List<AddFile> files) {
    return lake.read(contract.name(), snapshot, files);
  }

  /**
   * Those of the given keys that present rows have.
   *
   * @param key columns of {@code given}
   */
  Met met(Dataset<Row> given, List<String> key) {
    Column[] columns = key.stream().map(functions::col).toArray(Column[]::new);
    Column[] withFile =
        Stream.concat(Stream.of(columns), Stream.of(col("_metadata.file_name").as(FILE)))
            .toArray(Column[]::new);
    Dataset<Row> keys =
        HeldRows.of(
                read()
                    .select(withFile)
                    .join(given.select(columns), key.toArray(String[]::new), "left_semi"))
            .rows();
    Set<String> names =
        Set.copyOf(keys.select(FILE).distinct().as(Encoders.STRING()).collectAsList());
    return new Met(keys, all().stream().filter(file -> names.contains(name(file))).toList());
  }

  private String name(AddFile file) {
    return file.absolutePath(snapshot.deltaLog()).getName();
  }

  /** Puts rows, in the columns of the contract, in the place of all that some files hold. */
  void replace(List<AddFile> files, Dataset<Row> rows, Commit commit) {
    long cores = lake.spark().sparkContext().defaultParallelism();
    long many = Math.max(cores, SnapshotFiles.rows(files) / rowsAFile);
    int tasks = areSmall(files) ? 1 : (int) many;
    new FileCommit(lake.spark(), snapshot).replace(files, rows.coalesce(tasks), commit);
  }
}
