package io.journeyhouse.jobs.matching;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

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
    return by(records.withColumn("at", lit(0))).getOrDefault(0, NOTHING);
  }

  /**
   * Counts; nothing pair-sized is made.
   *
   * @param records {@code at, cluster_id, entity} of each record whose entity is known; each {@code
   *     at}, a number, is measured by itself
   */
  static Map<Integer, Quality> by(Dataset<Row> records) {
    Dataset<Row> both = records.groupBy("at", "cluster_id", "entity").agg(count("*").as("n"));
    Dataset<Row> clusters = both.groupBy("at", "cluster_id").agg(sum("n").as("size"));
    Dataset<Row> entities = both.groupBy("at", "entity").agg(sum("n").as("all"));
    Map<Integer, Quality> qualities = new TreeMap<>();
    both.join(clusters, new String[] {"at", "cluster_id"})
        .join(entities, new String[] {"at", "entity"})
        .groupBy("at")
        .agg(
            sum("n").as("records"),
            sum(pairs("n")).as("correct"),
            sum(expr("n * n / size")).as("precision"),
            sum(expr("n * n / all")).as("recall"))
        .join(
            clusters
                .groupBy("at")
                .agg(
                    count("*").as("clusters"),
                    max("size").as("largest"),
                    sum(pairs("size")).as("found")),
            "at")
        .join(
            entities.groupBy("at").agg(count("*").as("entities"), sum(pairs("all")).as("true")),
            "at")
        .select(
            "at",
            "records",
            "entities",
            "clusters",
            "largest",
            "true",
            "found",
            "correct",
            "precision",
            "recall")
        .collectAsList()
        .forEach(
            row ->
                qualities.put(
                    row.getInt(0),
                    new Quality(
                        row.getLong(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7),
                        row.getDouble(8) / row.getLong(1),
                        row.getDouble(9) / row.getLong(1))));
    return qualities;
  }

  private static Column pairs(String size) {
    return expr(size + " * (" + size + " - 1) div 2");
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
