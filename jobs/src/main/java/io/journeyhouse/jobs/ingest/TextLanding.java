package io.journeyhouse.jobs.ingest;

import io.journeyhouse.jobs.workspace.SourceConfig;
import io.journeyhouse.jobs.workspace.SourceConfig.Format;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/** Reads CSV files and JSON lines into bronze rows: each file once, by one task, as a stream. */
final class TextLanding {
  private TextLanding() {}

  /**
   * The rows of files.
   *
   * @param reports gets a report of each file once its rows were computed; twice where Spark
   *     repeats a task, with the same content
   */
  static Dataset<Row> rows(
      SparkSession spark,
      SourceConfig source,
      RawColumns raw,
      Bronze.Stamp stamp,
      List<SourceFile> files,
      CollectionAccumulator<FileReport> reports) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    List<ArrayList<SourceFile>> groups = FileGroups.of(files, context.defaultParallelism());
    var hadoop = new SerializableConfiguration(spark.sessionState().newHadoopConf());
    JavaRDD<InternalRow> rows =
        context
            .parallelize(groups, groups.size())
            .flatMap(new ReadFiles(source.format(), form(source), raw, stamp, hadoop, reports));
    return ((org.apache.spark.sql.classic.SparkSession) spark)
        .internalCreateDataFrame(rows.rdd(), Bronze.ofText(raw.names()), false);
  }

  private static CsvForm form(SourceConfig source) {
    SourceConfig.Csv csv = source.csv();
    return new CsvForm(csv.delimiter(), csv.quote(), csv.encoding().name());
  }

  /** The form of CSV as it travels to tasks. */
  private record CsvForm(char delimiter, char quote, String encoding) implements Serializable {
    SourceConfig.Csv csv() {
      return new SourceConfig.Csv(delimiter, quote, java.nio.charset.Charset.forName(encoding));
    }
  }

  private record ReadFiles(
      Format format,
      CsvForm form,
      RawColumns raw,
      Bronze.Stamp stamp,
      SerializableConfiguration hadoop,
      CollectionAccumulator<FileReport> reports)
      implements FlatMapFunction<ArrayList<SourceFile>, InternalRow> {

    @Override
    public Iterator<InternalRow> call(ArrayList<SourceFile> files) {
      return new RowsOfFiles(this, files.iterator());
    }
  }

  /** The rows of some files, each opened when the one before is done. */
  private static final class RowsOfFiles implements Iterator<InternalRow> {
    private final ReadFiles task;
    private final Iterator<SourceFile> files;
    private final BronzeRow row;
    private @Nullable OpenFile open;
    private @Nullable InternalRow next;

    RowsOfFiles(ReadFiles task, Iterator<SourceFile> files) {
      this.task = task;
      this.files = files;
      this.row = new BronzeRow(task.raw().names(), task.stamp());
    }

    @Override
    public boolean hasNext() {
      while (next == null) {
        if (open == null) {
          if (!files.hasNext()) {
            return false;
          }
          open = new OpenFile(task, row, files.next());
        }
        next = open.next();
        if (next == null) {
          task.reports().add(open.report());
          open = null;
        }
      }
      return true;
    }

    @Override
    public InternalRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      InternalRow result = next;
      next = null;
      return java.util.Objects.requireNonNull(result);
    }
  }

  /** One file while it is read. A file that cannot be read ends with a problem in its report. */
  private static final class OpenFile {
    private final ReadFiles task;
    private final BronzeRow row;
    private final SourceFile file;
    private @Nullable DigestingInput bytes;
    private @Nullable RecordReader reader;
    private long rows;
    private long malformed;
    private boolean isChecked;
    private String checksum = "";
    private List<String> missing = List.of();
    private @Nullable String problem;

    OpenFile(ReadFiles task, BronzeRow row, SourceFile file) {
      this.task = task;
      this.row = row;
      this.file = file;
      row.open(file);
    }

    @Nullable InternalRow next() {
      try {
        if (reader == null) {
          reader = openReader();
        }
        if (!isChecked && reader.knowsColumns(rows)) {
          checkColumns();
        }
        InternalRow found = missing.isEmpty() ? reader.next() : null;
        if (found == null) {
          finish();
        } else {
          rows++;
        }
        return found;
      } catch (IOException | UncheckedIOException e) {
        problem = problem(e);
        closeQuietly();
        return null;
      }
    }

    private RecordReader openReader() throws IOException {
      Path path = new Path(java.net.URI.create(file.uri()));
      bytes = new DigestingInput(path.getFileSystem(task.hadoop().value()).open(path));
      InputStream in = file.isGzip() ? new GZIPInputStream(bytes, 1 << 16) : bytes;
      return task.format() == Format.CSV
          ? new CsvRecordReader(in, task.form().csv(), row)
          : new JsonRecordReader(in, row);
    }

    private void checkColumns() {
      isChecked = true;
      var seen = row.columnsSeen();
      // a file without a single readable row has no columns to speak of
      missing =
          seen.isEmpty()
              ? List.of()
              : task.raw().required().stream().filter(column -> !seen.contains(column)).toList();
    }

    private void finish() throws IOException {
      if (!isChecked) {
        checkColumns();
      }
      RecordReader done = java.util.Objects.requireNonNull(reader);
      malformed = done.malformed();
      if (missing.isEmpty()) {
        DigestingInput all = java.util.Objects.requireNonNull(bytes);
        all.drain();
        checksum = all.checksum();
        if (all.count() != file.size()) {
          problem = "it changed while it was read";
        }
      }
      done.close();
    }

    private void closeQuietly() {
      try {
        if (bytes != null) {
          bytes.close();
        }
      } catch (IOException e) {
        // the problem that is reported came first
      }
    }

    /** Only kinds of failures, for their messages may hold content. */
    private static String problem(Exception failure) {
      Throwable cause =
          failure instanceof UncheckedIOException && failure.getCause() != null
              ? failure.getCause()
              : failure;
      if (cause instanceof java.util.zip.ZipException) {
        return "it is no intact gzip file";
      }
      if (cause instanceof java.io.EOFException) {
        return "it ends before its end";
      }
      if (cause instanceof java.io.FileNotFoundException) {
        return "it is gone or may not be read";
      }
      return cause.getClass() == IOException.class && cause.getMessage() != null
          ? cause.getMessage()
          : "reading it failed with " + cause.getClass().getSimpleName();
    }

    FileReport report() {
      return new FileReport(
          file, rows, malformed, checksum, List.copyOf(row.columnsSeen()), missing, problem);
    }
  }
}
