package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.keys.Hashes;
import io.journeyhouse.common.lake.HeldRows;
import io.journeyhouse.common.run.DateWindow;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Lasting ids of clusters. Ids and clusters that share records are matched one to one, those that
 * share most records first. A cluster that is left comes back under an id that was merged away, if
 * it holds more than half of what that id had then; else it gets a new id, made of the record that
 * was linked first.
 */
final class CustomerIds {
  private static final String[] CLUSTER = {"cluster_id"};

  private CustomerIds() {}

  /** Adds {@code customer_id} to members none of which had one. */
  static Dataset<Row> ofNew(Dataset<Row> members) {
    return members.withColumn("customer_id", id(Hashes.surrogate(col("cluster_id"))));
  }

  /**
   * Adds {@code customer_id} to members by {@code cluster_id}, {@code old} and {@code
   * first_linked_at}; none to deleted ones.
   *
   * @param members all records of the clusters, and all that are current of the ids, in question
   */
  static Dataset<Row> keeping(Dataset<Row> members, Dataset<Row> links, DateWindow window) {
    Dataset<Row> live = members.where(not(col("is_deleted")));
    Dataset<Row> kept = matched(live, links);
    Dataset<Row> left = live.join(kept, CLUSTER, "left_anti");
    Dataset<Row> revived = HeldRows.of(revived(left, links)).rows();
    Column linkedAt = coalesce(col("first_linked_at"), window.end()).as("linked_at");
    Column first = struct(linkedAt, col("record_key"), col("first_linked_at"), col("old"));
    Dataset<Row> made =
        left.groupBy("cluster_id")
            .agg(min(first).as("first"))
            .join(revived.withColumnRenamed("customer_id", "revived"), CLUSTER, "left")
            .select(
                coalesce(col("revived"), newId(col("first"), window)).as("customer_id"),
                col("cluster_id"));
    Dataset<Row> ids = kept.union(made);
    return members.join(ids, CLUSTER, "left");
  }

  /** {@code customer_id, cluster_id} of clusters that keep the id that most of them had. */
  private static Dataset<Row> matched(Dataset<Row> live, Dataset<Row> links) {
    Dataset<Row> shared =
        HeldRows.of(
                live.where(col("old").isNotNull())
                    .groupBy(col("old.customer_id").as("customer_id"), col("cluster_id"))
                    .agg(negate(count(lit(1))).as("fewest")))
            .rows();
    Dataset<Row> made =
        links
            .join(
                shared.select("customer_id").distinct(), new String[] {"customer_id"}, "left_semi")
            .groupBy("customer_id")
            .agg(min("valid_from").as("made_at"));
    Column rank = struct("fewest", "made_at", "customer_id", "cluster_id").as("rank");
    Dataset<Row> pairs =
        shared
            .join(made, "customer_id")
            .select(col("customer_id").as("id"), col("cluster_id").as("part"), rank);
    return OneToOne.of(pairs).select(col("id").as("customer_id"), col("part").as("cluster_id"));
  }

  /** {@code cluster_id, customer_id} of ids that were merged away and come back. */
  private static Dataset<Row> revived(Dataset<Row> unmatched, Dataset<Row> links) {
    Dataset<Row> records =
        HeldRows.of(
                unmatched
                    .where(col("first_linked_at").isNotNull())
                    .select("record_key", "cluster_id"))
            .rows();
    Dataset<Row> candidates =
        links
            .join(records.select("record_key"), new String[] {"record_key"}, "left_semi")
            .select("customer_id")
            .distinct();
    Dataset<Row> last = HeldRows.of(Links.mergedAway(links, candidates)).rows();
    Dataset<Row> sizes =
        last.groupBy("customer_id").agg(count(lit(1)).as("had"), min("made_at").as("made_at"));
    return last.join(records, "record_key")
        .groupBy("customer_id", "cluster_id")
        .agg(count(lit(1)).as("holds"))
        .join(sizes, "customer_id")
        .where(col("holds").multiply(2).gt(col("had")))
        .groupBy("cluster_id")
        .agg(
            min(struct(negate(col("holds")).as("fewest"), col("made_at"), col("customer_id")))
                .as("id"))
        .select(col("cluster_id"), col("id.customer_id").as("customer_id"));
  }

  /**
   * An id that was never given before: a record is the first of one cluster only, and one that was
   * linked before is hashed with the customer that it was of and the window.
   */
  private static Column newId(Column first, DateWindow window) {
    Column key = first.getField("record_key");
    Column again =
        Hashes.surrogate(
            key, lit(window.to().toString()), first.getField("old").getField("customer_id"));
    Column isNew = first.getField("first_linked_at").isNull();
    return id(when(isNew, Hashes.surrogate(key)).otherwise(again));
  }

  private static Column id(Column hash) {
    return concat(lit("c_"), substring(hash, 1, 32));
  }
}
