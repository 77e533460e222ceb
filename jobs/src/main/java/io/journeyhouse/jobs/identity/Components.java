package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import io.journeyhouse.jobs.matching.DisjointSets;
import java.util.Iterator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * Connected components of records that state the same values. Each partition of the values joins
 * its own records and hands on a forest, at most one row a record; one task joins the forests.
 * Records go as 64-bit hashes of their keys: that two of a million records share one has a chance
 * of one in 37 million.
 */
final class Components {
  private static final Encoder<Tuple2<Long, Long>> PAIR =
      Encoders.tuple(Encoders.LONG(), Encoders.LONG());

  private Components() {}

  /**
   * Adds {@code component} to records with a {@code record_key}.
   *
   * @param statements {@code type, value, record_key} of all records that state a value of {@code
   *     records}, once each, so that a value over its cap is seen to be
   */
  static Dataset<Row> of(Dataset<Row> records, Dataset<Row> statements, Caps caps) {
    Column node = xxhash64(col("record_key"));
    Dataset<Row> labels =
        statements
            .select(col("value"), col("type"), node.as("node"), caps.of(col("type")).as("cap"))
            .repartition(col("value"), col("type"))
            .sortWithinPartitions("value", "type")
            .mapPartitions(
                (MapPartitionsFunction<Row, Tuple2<Long, Long>>) Components::forest, PAIR)
            .repartition(1)
            .mapPartitions(
                (MapPartitionsFunction<Tuple2<Long, Long>, Tuple2<Long, Long>>) Components::merge,
                PAIR)
            .toDF("node", "label");
    return records
        .withColumn("node", node)
        .join(labels, new String[] {"node"}, "left")
        .withColumn("component", coalesce(col("label"), col("node")))
        .drop("node", "label");
  }

  /** Joins the records of each value: rows of one value follow one another. */
  private static Iterator<Tuple2<Long, Long>> forest(Iterator<Row> statements) {
    DisjointSets sets = new DisjointSets();
    long[] stating = new long[16];
    int records = 0;
    int cap = 0;
    String type = "";
    String value = "";
    while (statements.hasNext()) {
      Row statement = statements.next();
      if (!statement.getString(0).equals(value) || !statement.getString(1).equals(type)) {
        joinUpTo(cap, stating, records, sets);
        value = statement.getString(0);
        type = statement.getString(1);
        cap = statement.getInt(3);
        stating = stating.length < cap ? new long[cap] : stating;
        records = 0;
      }
      if (records < cap) {
        stating[records] = statement.getLong(2);
      }
      records++;
    }
    joinUpTo(cap, stating, records, sets);
    return sets.labels();
  }

  private static void joinUpTo(int cap, long[] stating, int records, DisjointSets sets) {
    if (records > cap) {
      return;
    }
    for (int i = 1; i < records; i++) {
      sets.join(stating[0], stating[i]);
    }
  }

  private static Iterator<Tuple2<Long, Long>> merge(Iterator<Tuple2<Long, Long>> forests) {
    DisjointSets sets = new DisjointSets();
    forests.forEachRemaining(edge -> sets.join(edge._1(), edge._2()));
    return sets.labels();
  }
}
