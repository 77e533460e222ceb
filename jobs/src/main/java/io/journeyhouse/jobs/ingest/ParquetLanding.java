package io.journeyhouse.jobs.ingest;

import io.journeyhouse.jobs.workspace.SourceConfig;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/** Reads Parquet files into bronze rows; the columns keep their types. */
final class ParquetLanding {
  private ParquetLanding() {}

  static Delivery delivery(
      SparkSession spark,
      SourceConfig source,
      RawColumns raw,
      Bronze.Stamp stamp,
      List<SourceFile> files,
      Function<List<FileReport>, Delivery.Received> received) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    Map<String, List<SourceFile>> bySchema = new LinkedHashMap<>();
    List<FileReport> reports = new ArrayList<>();
    Map<SourceFile, Long> rowCounts = new LinkedHashMap<>();
    for (SourceFile file : files) {
      try (ParquetFileReader reader =
          ParquetFileReader.open(HadoopInputFile.fromPath(path(file), hadoop))) {
        String schema = reader.getFileMetaData().getSchema().toString();
        bySchema.computeIfAbsent(schema, key -> new ArrayList<>()).add(file);
        rowCounts.put(file, reader.getRecordCount());
      } catch (IOException | RuntimeException e) {
        reports.add(broken(file));
      }
    }
    FileSourceReader.refuseBroken(source, reports);
    Map<String, String> checksums = checksums(spark, files);
    Map<String, StructField> columns = new LinkedHashMap<>();
    List<Dataset<Row>> parts = new ArrayList<>();
    for (List<SourceFile> alike : bySchema.values()) {
      String[] paths = alike.stream().map(file -> path(file).toString()).toArray(String[]::new);
      StructType schema = reader(spark).parquet(paths[0]).schema();
      Dataset<Row> rows = reader(spark).schema(schema).parquet(paths);
      parts.add(
          TypedRows.of(
              rows, schema, raw, stamp, file(alike), functions.expr("_metadata.row_index + 1")));
      TypedRows.mapped(schema, raw).forEach(field -> columns.putIfAbsent(field.name(), field));
      for (SourceFile file : alike) {
        long count = rowCounts.getOrDefault(file, 0L);
        reports.add(report(file, count, checksums.getOrDefault(file.path(), ""), schema, raw));
      }
    }
    raw.names()
        .forEach(name -> columns.putIfAbsent(name, Bronze.field(name, DataTypes.StringType)));
    StructType wanted =
        Bronze.of(raw.names().stream().map(columns::get).collect(Collectors.toList()));
    return new Delivery(
        wanted,
        parts.stream().reduce((left, right) -> left.unionByName(right, true)).orElseThrow(),
        rows -> received.apply(reports));
  }

  /** Of files that were found: what looks like a pattern in a name is none. */
  private static DataFrameReader reader(SparkSession spark) {
    return spark.read().option("__globPaths__", "false");
  }

  private static Path path(SourceFile file) {
    return new Path(URI.create(file.uri()));
  }

  /** The name of a row's file, as people know it. */
  private static Column file(List<SourceFile> files) {
    if (files.size() == 1) {
      return functions.lit(files.get(0).path());
    }
    Column[] entries =
        files.stream()
            .flatMap(
                file ->
                    java.util.stream.Stream.of(
                        functions.lit(path(file).toUri().getRawPath()), functions.lit(file.path())))
            .toArray(Column[]::new);
    // of the address only the path, since its beginning is written in more than one way
    Column rawPath =
        functions.regexp_replace(
            functions.col("_metadata.file_path"), "^[a-z0-9+.-]+:(//[^/]*)?", "");
    return functions.element_at(functions.map(entries), rawPath);
  }

  private static FileReport report(
      SourceFile file, long rows, String checksum, StructType schema, RawColumns raw) {
    List<String> mapped = TypedRows.mapped(schema, raw).stream().map(StructField::name).toList();
    List<String> present = new ArrayList<>(mapped);
    Arrays.stream(schema.fieldNames())
        .filter(name -> mapped.stream().noneMatch(name::equalsIgnoreCase))
        .forEach(present::add);
    List<String> missing = raw.required().stream().filter(name -> !mapped.contains(name)).toList();
    return new FileReport(
        file, rows, 0, checksum, present.stream().sorted().toList(), missing, null);
  }

  private static FileReport broken(SourceFile file) {
    return new FileReport(file, 0, 0, "", List.of(), List.of(), "it is no intact Parquet file");
  }

  private static Map<String, String> checksums(SparkSession spark, List<SourceFile> files) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    var hadoop = new SerializableConfiguration(spark.sessionState().newHadoopConf());
    List<ArrayList<SourceFile>> groups = FileGroups.of(files, context.defaultParallelism());
    return context
        .parallelize(groups, groups.size())
        .flatMap(List::iterator)
        .mapToPair(
            file ->
                new scala.Tuple2<>(file.path(), FileSourceReader.checksum(file, hadoop.value())))
        .collectAsMap();
  }
}
