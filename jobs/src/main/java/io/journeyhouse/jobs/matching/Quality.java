package io.journeyhouse.jobs.matching;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * How well clusters agree with the truth: over pairs of records, and over records (B-cubed: Bagga
 * and Baldwin, "Entity-Based Cross-Document Coreferencing Using the Vector Space Model", 1998).
 *
 * @param truePairs pairs of records of one person
 * @param foundPairs pairs of records of one cluster
 * @param correctPairs pairs that are both
 */
public record Quality(
    long records,
    long entities,
    long clusters,
    long largestCluster,
    long truePairs,
    long foundPairs,
    long correctPairs,
    double bCubedPrecision,
    double bCubedRecall) {
  /** Of no records. */
  static final Quality NOTHING = new Quality(0, 0, 0, 0, 0, 0, 0, 1, 1);

  /**
   * Of one clustering.
   *
   * @param records {@code cluster_id, entity}
   */
  public static Quality of(Dataset<Row> records) {
    return of(records.select(array("cluster_id").as("cluster_ids"), col("entity")), 1).get(0);
  }

  /**
   * Of clusterings, each within the next.
   *
   * @param records {@code cluster_ids, entity} of each record whose entity is known; the last
   *     cluster stands for all that follow
   */
  static List<Quality> of(Dataset<Row> records, int clusterings) {
    Dataset<Row> numbered =
        records
            .select(
                transform(col("cluster_ids"), id -> xxhash64(id)).as("clusters"),
                xxhash64(col("entity")).as("entity"))
            .persist(StorageLevel.MEMORY_AND_DISK());
    Overlap[] clusters = Overlap.of(numbered, true, clusterings);
    Overlap[] entities = Overlap.of(numbered, false, clusterings);
    numbered.unpersist();
    return IntStream.range(0, clusterings).mapToObj(i -> of(clusters[i], entities[i])).toList();
  }

  private static Quality of(Overlap clusters, Overlap entities) {
    long records = clusters.records();
    return records == 0
        ? NOTHING
        : new Quality(
            records,
            entities.groups(),
            clusters.groups(),
            clusters.largest(),
            entities.pairs(),
            clusters.pairs(),
            clusters.commonPairs(),
            clusters.share() / records,
            entities.share() / records);
  }

  public double precision() {
    return foundPairs == 0 ? 1 : correctPairs / (double) foundPairs;
  }

  public double recall() {
    return truePairs == 0 ? 1 : correctPairs / (double) truePairs;
  }

  public double f1() {
    return mean(precision(), recall());
  }

  public double bCubedF1() {
    return mean(bCubedPrecision, bCubedRecall);
  }

  private static double mean(double precision, double recall) {
    return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
  }
}
