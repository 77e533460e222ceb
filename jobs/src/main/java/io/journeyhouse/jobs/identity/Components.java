package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.journeyhouse.common.lake.HeldRows;
import io.journeyhouse.jobs.matching.MatchSettings;
import io.journeyhouse.jobs.matching.ModelMatching;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Connected components of records that share identifiers or are alike. Records and values go as
 * 64-bit hashes: that two of a million share one has a chance of one in 37 million.
 */
final class Components {
  /** Shared identifiers connect before what is alike. */
  private static final float CERTAIN = 1000;

  private Components() {}

  /**
   * Adds to records {@code component}, what is connected; {@code label}, the part of it that is
   * looked at together, and {@code is_part}, whether that is not all of it; and {@code shared}, the
   * identifiers that others state too, as texts.
   *
   * @param edges that hold, of these records
   */
  static Dataset<Row> of(Dataset<Row> records, Dataset<Row> edges, MatchSettings settings) {
    Dataset<Row> labels =
        HeldRows.of(
                ModelMatching.connected(
                    edges.select(
                        xxhash64(col("left")).as("left"),
                        xxhash64(col("right")).as("right"),
                        when(col("rule").equalTo(Edges.STEWARD_MERGE), lit(ModelMatching.DECIDED))
                            .otherwise(coalesce(col("bits"), lit(CERTAIN)))
                            .as("bits")),
                    settings))
            .rows();
    Dataset<Row> shared =
        edges
            .where(col("rule").equalTo(Edges.SAME_IDENTIFIER))
            .groupBy(col("left").as("record_key"))
            .agg(array_sort(collect_list("right")).as("shared"));
    Column none = array().cast("array<string>");
    return records
        .withColumn("member", xxhash64(col("record_key")))
        .join(labels, new String[] {"member"}, "left")
        .join(shared, new String[] {"record_key"}, "left")
        .withColumn("label", coalesce(col("label"), col("member")))
        .withColumn("component", coalesce(col("component"), col("member")))
        .withColumn("is_part", coalesce(col("is_part"), lit(false)))
        .withColumn("shared", coalesce(col("shared"), none))
        .drop("member");
  }
}
