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
import org.apache.spark.sql.expressions.Window;

/**
 * Lasting ids of components. An id stays with the part that holds most of its records, on equal
 * numbers the one with the smallest key; where several ids meet in one component the one that was
 * made first stays, then the one with more records there, then the one with the smallest key. A
 * component to which no id comes gets a new one.
 */
final class CustomerIds {
  private CustomerIds() {}

  /** Adds {@code customer_id} to members none of which had one. */
  static Dataset<Row> ofNew(Dataset<Row> members) {
    Column first = min(col("record_key")).over(Window.partitionBy("component"));
    return members
        .withColumn("first_key", first)
        .withColumn("customer_id", id(Hashes.surrogate(col("first_key"))));
  }

  /** Adds {@code customer_id} to members by {@code component} and {@code old}; none to deleted. */
  static Dataset<Row> keeping(Dataset<Row> members, Dataset<Row> links, DateWindow window) {
    Dataset<Row> live = members.where(not(col("is_deleted")));
    Dataset<Row> parts =
        live.where(col("old").isNotNull())
            .groupBy(col("old.customer_id").as("customer_id"), col("component"))
            .agg(negate(count(lit(1))).as("fewest"), min("record_key").as("first_key"));
    Dataset<Row> homes =
        HeldRows.of(
                parts
                    .groupBy("customer_id")
                    .agg(min(struct("fewest", "first_key", "component")).as("home"))
                    .select("customer_id", "home.*"))
            .rows();
    Dataset<Row> made =
        links
            .join(homes.select("customer_id"), new String[] {"customer_id"}, "left_semi")
            .groupBy("customer_id")
            .agg(min("valid_from").as("made_at"));
    Dataset<Row> survivors =
        homes
            .join(made, "customer_id")
            .groupBy("component")
            .agg(min(struct("made_at", "fewest", "first_key", "customer_id")).as("survivor"));
    Dataset<Row> ids =
        live.groupBy("component")
            .agg(min(struct("record_key", "was_linked", "old")).as("first"))
            .join(survivors, new String[] {"component"}, "left")
            .select(
                col("component"),
                coalesce(col("survivor.customer_id"), newId(col("first"), window))
                    .as("customer_id"));
    return members.join(ids, new String[] {"component"}, "left");
  }

  /**
   * An id that was never given before: a record is the first of one component only, and one that
   * had a customer before is hashed with that and the window.
   */
  private static Column newId(Column first, DateWindow window) {
    Column key = first.getField("record_key");
    Column again =
        Hashes.surrogate(
            key, lit(window.to().toString()), first.getField("old").getField("customer_id"));
    return id(when(first.getField("was_linked"), again).otherwise(Hashes.surrogate(key)));
  }

  private static Column id(Column hash) {
    return concat(lit("c_"), substring(hash, 1, 32));
  }
}
