package io.journeyhouse.jobs.ingest;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.error.JourneyhouseException;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.jobs.workspace.SourceConfig;
import io.journeyhouse.jobs.workspace.SourceConfig.Format;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.CollectionAccumulator;

/** A source of files: those that were not loaded yet, up to the window's last day. */
final class FileSourceReader implements SourceReader {
  private final SparkSession spark;
  private final SourceConfig source;
  private final RawColumns raw;
  private final FileSearch search;
  private final Predicate<String> wanted;

  /**
   * @param wanted paths of the files that may be loaded
   */
  FileSourceReader(
      SparkSession spark,
      SourceConfig source,
      java.nio.file.Path workspace,
      RawColumns raw,
      Predicate<String> wanted) {
    this.wanted = wanted;
    this.spark = spark;
    this.source = source;
    this.raw = raw;
    this.search = new FileSearch(source, workspace);
  }

  @Override
  public boolean isMissing(DateWindow window, LandedFiles.OfSource landed) {
    List<SourceFile> present = present(window, new ArrayList<>());
    return search.isDated()
        ? present.stream().noneMatch(file -> search.isOf(window.lastDate(), file))
        : landed.files().keySet().containsAll(present.stream().map(SourceFile::path).toList());
  }

  private List<SourceFile> present(DateWindow window, List<String> notes) {
    try {
      return search.upTo(window.lastDate(), spark.sessionState().newHadoopConf(), notes).stream()
          .filter(file -> wanted.test(file.path()))
          .toList();
    } catch (IOException e) {
      throw notListed(e);
    }
  }

  private JourneyhouseException notListed(IOException cause) {
    return Errors.of(
        ErrorCode.SOURCE_UNREADABLE,
        source.where() + ": the files of " + source.path() + " cannot be listed",
        "check the address and the right to read it, and run the same command again",
        cause);
  }

  @Override
  public Optional<Delivery> next(
      DateWindow window, LandedFiles.OfSource landed, Bronze.Stamp stamp, List<String> notes) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    List<SourceFile> fresh = new ArrayList<>();
    List<SourceFile> present = present(window, notes);
    try {
      if (present.isEmpty()) {
        notes.add("no file up to " + window.lastDate() + " matches " + source.path());
      }
      for (SourceFile file : present) {
        LandedFile before = landed.files().get(file.path());
        if (before == null) {
          fresh.add(file);
        } else if (isChanged(file, before, hadoop)) {
          notes.add(
              file.path()
                  + " changed after it was loaded and is not loaded again: journeyhouse source"
                  + " replace does that");
        }
      }
    } catch (IOException e) {
      throw notListed(e);
    }
    if (fresh.isEmpty()) {
      return Optional.empty();
    }
    CollectionAccumulator<FileReport> reports =
        spark.sparkContext().collectionAccumulator(source.name());
    Set<String> known = landed.columns();
    if (source.format() == Format.PARQUET) {
      return Optional.of(
          ParquetLanding.delivery(spark, source, raw, stamp, fresh, read -> received(read, known)));
    }
    return Optional.of(
        new Delivery(
            Bronze.ofText(raw.names()),
            TextLanding.rows(spark, source, raw, stamp, fresh, reports),
            rows -> received(reports.value(), known)));
  }

  private static boolean isChanged(SourceFile file, LandedFile before, Configuration hadoop)
      throws IOException {
    if (file.size() == before.size() && file.modifiedAt() == before.modifiedAt()) {
      return false;
    }
    return file.size() != before.size() || !checksum(file, hadoop).equals(before.checksum());
  }

  static String checksum(SourceFile file, Configuration hadoop) throws IOException {
    Path path = new Path(URI.create(file.uri()));
    try (DigestingInput bytes = new DigestingInput(path.getFileSystem(hadoop).open(path))) {
      bytes.drain();
      return bytes.checksum();
    }
  }

  /** Throws where a file must not be loaded; then none of them is. */
  private Delivery.Received received(List<FileReport> all, Set<String> known) {
    Map<String, FileReport> reports = new LinkedHashMap<>();
    all.stream()
        .sorted(Comparator.comparing(report -> report.file().path()))
        .forEach(report -> reports.put(report.file().path(), report));
    refuseBroken(source, List.copyOf(reports.values()));
    List<LandedFile> files = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    Set<String> seen = new TreeSet<>(known);
    for (FileReport report : reports.values()) {
      List<String> added = report.columns().stream().filter(name -> !seen.contains(name)).toList();
      if (!seen.isEmpty()) {
        added.stream()
            .filter(name -> raw.names().stream().noneMatch(name::equalsIgnoreCase))
            .forEach(name -> notes.add("new column " + name + " in " + report.file().path()));
      }
      seen.addAll(added);
      SourceFile file = report.file();
      files.add(
          new LandedFile(
              file.path(),
              file.size(),
              file.modifiedAt(),
              report.checksum(),
              report.rows(),
              added));
    }
    notes.add(files.size() == 1 ? "1 file" : files.size() + " files");
    long malformed = reports.values().stream().mapToLong(FileReport::malformed).sum();
    if (malformed > 0) {
      notes.add(malformed + (malformed == 1 ? " malformed line" : " malformed lines"));
    }
    noteAbsent(List.copyOf(reports.values()), notes);
    return new Delivery.Received(files, notes);
  }

  /** Mapped columns that are not required: their absence is allowed, but often a mistake. */
  private void noteAbsent(List<FileReport> reports, List<String> notes) {
    if (source.format() == Format.JSON) {
      // where a field without a value is left out as a matter of course
      return;
    }
    for (String column : raw.names()) {
      List<FileReport> without =
          reports.stream()
              .filter(report -> !report.columns().isEmpty() && !report.columns().contains(column))
              .toList();
      if (!without.isEmpty()) {
        String more = without.size() == 1 ? "" : " and " + (without.size() - 1) + " more files";
        notes.add("no column " + column + " in " + without.get(0).file().path() + more);
      }
    }
  }

  static void refuseBroken(SourceConfig source, List<FileReport> reports) {
    for (FileReport report : reports) {
      String file = report.file().path();
      if (report.problem() != null) {
        throw Errors.of(
            ErrorCode.SOURCE_UNREADABLE,
            source.where() + ": " + file + " cannot be read: " + report.problem(),
            "deliver the file anew under the same name, or take it away, and run the same command"
                + " again; nothing of source "
                + source.name()
                + " was loaded");
      }
      if (!report.missing().isEmpty()) {
        String columns = String.join(", ", report.missing());
        throw Errors.of(
            ErrorCode.SOURCE_COLUMN_MISSING,
            source.where() + ": " + file + " lacks the required column " + columns,
            "deliver the file with it, or change the mapping in "
                + source.where()
                + " if the column has a new name (the file has: "
                + String.join(", ", report.columns())
                + "); nothing of source "
                + source.name()
                + " was loaded");
      }
    }
  }
}
