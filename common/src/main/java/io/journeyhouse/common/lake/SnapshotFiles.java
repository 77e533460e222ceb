package io.journeyhouse.common.lake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.delta.NoMapping$;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.FileAction;
import org.apache.spark.sql.execution.datasources.FileIndex;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.PartitionDirectory;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The data files of one version of a table, taken from the checksum beside its commit. Delta plans
 * each scan, each time a query over it is planned, by Spark jobs over the table's log; for a table
 * of few files that costs more than to read them. Parquet's own statistics still skip row groups.
 *
 * @param table the table's folder
 */
record SnapshotFiles(Path table, long version, List<FileStatus> files) implements FileIndex {

  private static final ObjectMapper STATISTICS = new ObjectMapper();

  /** The rows of a version, where it is simple enough to be read file by file. */
  static Optional<Dataset<Row>> read(SparkSession spark, Path table, Snapshot snapshot) {
    return of(snapshot).map(added -> read(spark, table, snapshot, added));
  }

  /** The data files of a version, where they are few and plain. */
  static Optional<List<AddFile>> of(Snapshot snapshot) {
    var checksum = snapshot.checksumOpt();
    boolean isPlain =
        checksum.isDefined()
            && checksum.get().allFiles().isDefined()
            && snapshot.metadata().partitionColumns().isEmpty()
            && snapshot.columnMappingMode() == NoMapping$.MODULE$;
    return isPlain
        ? Optional.of(CollectionConverters.asJava(checksum.get().allFiles().get()))
            .filter(added -> added.stream().allMatch(file -> file.deletionVector() == null))
        : Optional.empty();
  }

  /** The number of rows in data files. */
  static long rows(List<? extends FileAction> files) {
    return files.stream()
        .mapToLong(
            file -> {
              Option<Object> records = ((AddFile) file).numLogicalRecords();
              return records.isDefined() ? (Long) records.get() : 0;
            })
        .sum();
  }

  /**
   * The files that may hold a row whose time column is at or after a time.
   *
   * @param since a {@link Timestamp}, or a {@link Date} for a column of days
   */
  static List<AddFile> reaching(List<AddFile> files, String column, Object since) {
    return files.stream().filter(file -> !endsBefore(file, column, since)).toList();
  }

  private static boolean endsBefore(AddFile file, String column, Object since) {
    JsonNode last;
    try {
      last = STATISTICS.readTree(String.valueOf(file.stats())).path("maxValues").path(column);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
    if (!last.isTextual()) {
      return false;
    }
    return since instanceof Timestamp at
        // statistics are cut to milliseconds
        ? OffsetDateTime.parse(last.textValue()).toInstant().plusMillis(1).isBefore(at.toInstant())
        : LocalDate.parse(last.textValue()).isBefore(((Date) since).toLocalDate());
  }

  /** The rows of some files of a version. */
  static Dataset<Row> read(SparkSession spark, Path table, Snapshot snapshot, List<AddFile> added) {
    List<FileStatus> files = added.stream().map(file -> status(file, snapshot)).toList();
    HadoopFsRelation relation =
        new HadoopFsRelation(
            new SnapshotFiles(table, snapshot.version(), files),
            new StructType(),
            snapshot.schema(),
            scala.Option.empty(),
            new ParquetFileFormat(),
            scala.collection.immutable.Map$.MODULE$.empty(),
            spark);
    return spark.baseRelationToDataFrame(relation);
  }

  private static FileStatus status(AddFile file, Snapshot snapshot) {
    return new FileStatus(
        file.size(), false, 0, 0, file.modificationTime(), file.absolutePath(snapshot.deltaLog()));
  }

  @Override
  public Seq<Path> rootPaths() {
    return CollectionConverters.asScala(List.of(table)).toSeq();
  }

  @Override
  public Seq<PartitionDirectory> listFiles(
      Seq<Expression> partitionFilters, Seq<Expression> dataFilters) {
    PartitionDirectory all =
        PartitionDirectory.apply(InternalRow.empty(), files.toArray(FileStatus[]::new));
    return CollectionConverters.asScala(List.of(all)).toSeq();
  }

  @Override
  public String[] inputFiles() {
    return files.stream().map(file -> file.getPath().toString()).toArray(String[]::new);
  }

  /** A version never changes. */
  @Override
  public void refresh() {}

  @Override
  public long sizeInBytes() {
    return files.stream().mapToLong(FileStatus::getLen).sum();
  }

  @Override
  public StructType partitionSchema() {
    return new StructType();
  }

  @Override
  public String toString() {
    return table + "@" + version;
  }
}
