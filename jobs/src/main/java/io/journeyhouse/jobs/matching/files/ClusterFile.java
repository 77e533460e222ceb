package io.journeyhouse.jobs.matching.files;

import static org.apache.spark.sql.functions.col;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Clusters as a file: {@code source,source_id,cluster_id}, the records of a cluster together. */
public final class ClusterFile {
  private ClusterFile() {}

  /**
   * Writes all rows, or leaves the file as it was.
   *
   * @param clusters {@code source, source_id, cluster_id}
   */
  public static void write(Path file, Dataset<Row> clusters) throws IOException {
    Path target = file.toAbsolutePath();
    Files.createDirectories(Objects.requireNonNull(target.getParent()));
    Path part = target.resolveSibling("." + target.getFileName() + ".part");
    try {
      try (CsvWriter csv =
          CsvWriter.builder().build(Files.newBufferedWriter(part, StandardCharsets.UTF_8))) {
        csv.writeRecord("source", "source_id", "cluster_id");
        Iterator<Row> rows =
            clusters
                .select("source", "source_id", "cluster_id")
                .orderBy(col("cluster_id"), col("source"), col("source_id"))
                .toLocalIterator();
        while (rows.hasNext()) {
          Row row = rows.next();
          csv.writeRecord(row.getString(0), row.getString(1), row.getString(2));
        }
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
