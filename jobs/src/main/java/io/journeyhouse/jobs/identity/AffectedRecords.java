package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.lake.HeldRows;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataType;

/**
 * The records whose component can have changed: those that changed, and all of the customers that
 * they left, that they touch by a value, or that a value joins or parts because it went over or
 * under its cap.
 *
 * @param records what they state, with {@code old} (their open link, null where there is none) and
 *     {@code was_linked} (whether there ever was one)
 * @param statements {@code type, value, record_key} of all records that state a value of theirs
 */
record AffectedRecords(Dataset<Row> records, Dataset<Row> statements) {
  private static final String[] VALUE = {"type", "value"};
  private static final String[] RECORD = {"record_key"};

  static AffectedRecords of(Dataset<Row> changed, Dataset<Row> links, Caps caps) {
    Dataset<Row> changes = HeldRows.of(withHistory(changed, links)).rows();
    Dataset<Row> others =
        Links.current(links)
            .join(changes.select("record_key"), RECORD, "left_anti")
            .select(
                col("record_key"),
                col("identifiers"),
                col("first_seen_at"),
                col("last_seen_at"),
                lit(false).as("is_deleted"),
                open().as("old"),
                lit(true).as("was_linked"));
    Dataset<Row> live = changes.where(not(col("is_deleted")));

    Dataset<Row> touched =
        customersBy(live, changes, others, caps)
            .union(changes.where(col("old").isNotNull()).select("old.customer_id"))
            .distinct();
    Dataset<Row> records =
        HeldRows.of(
                changes.unionByName(
                    others
                        .withColumn("customer_id", col("old.customer_id"))
                        .join(
                            HeldRows.of(touched).rows(), new String[] {"customer_id"}, "left_semi")
                        .drop("customer_id")))
            .rows();
    Dataset<Row> values =
        HeldRows.of(
                linking(records.where(not(col("is_deleted"))), caps)
                    .select("type", "value")
                    .distinct())
            .rows();
    Dataset<Row> statements =
        linking(live, caps)
            .union(linking(others, caps))
            .join(values, VALUE, "left_semi")
            .select("type", "value", "record_key");
    return new AffectedRecords(records, statements);
  }

  /** Records of a first run, none of which has a history. */
  static Dataset<Row> neverLinked(Dataset<Row> records, Dataset<Row> links) {
    DataType open = links.select(open().as("old")).schema().apply("old").dataType();
    return records.withColumn("old", lit(null).cast(open)).withColumn("was_linked", lit(false));
  }

  private static Dataset<Row> withHistory(Dataset<Row> changed, Dataset<Row> links) {
    Dataset<Row> history =
        links
            .join(changed.select("record_key"), RECORD, "left_semi")
            .groupBy("record_key")
            .agg(max(when(col("is_current"), open())).as("old"));
    return changed
        .join(history.withColumn("was_linked", lit(true)), RECORD, "left")
        .na()
        .fill(false, new String[] {"was_linked"})
        .where(not(col("is_deleted")).or(col("old").isNotNull()))
        .select(
            "record_key",
            "identifiers",
            "first_seen_at",
            "last_seen_at",
            "is_deleted",
            "old",
            "was_linked");
  }

  /**
   * Customers of unchanged records that share a value with what changed records state or stated.
   */
  private static Dataset<Row> customersBy(
      Dataset<Row> live, Dataset<Row> changes, Dataset<Row> others, Caps caps) {
    Dataset<Row> former =
        changes.where(col("old").isNotNull()).select("record_key", "old.identifiers");
    Dataset<Row> moving =
        counted(linking(live, caps), 0, 1).union(counted(linking(former, caps), 1, 0));
    Dataset<Row> still =
        Statements.each(others, "old")
            .where(caps.links(col("type")))
            .join(
                HeldRows.of(moving.select(VALUE[0], VALUE[1]).distinct()).rows(),
                VALUE,
                "left_semi")
            .select(
                col("type"),
                col("value"),
                lit(1).as("was"),
                lit(1).as("is"),
                col("old.customer_id").as("customer_id"));
    WindowSpec value = Window.partitionBy(VALUE[0], VALUE[1]);
    Column cap = caps.of(col("type"));
    // a value that named nobody and still names nobody joins and parts no records
    Column isGeneric = sum("was").over(value).gt(cap).and(sum("is").over(value).gt(cap));
    return still
        .union(moving)
        .withColumn("is_generic", isGeneric)
        .where(not(col("is_generic")).and(col("customer_id").isNotNull()))
        .select("customer_id");
  }

  private static Dataset<Row> counted(Dataset<Row> statements, int was, int is) {
    return statements.select(
        col("type"),
        col("value"),
        lit(was).as("was"),
        lit(is).as("is"),
        lit(null).cast("string").as("customer_id"));
  }

  private static Dataset<Row> linking(Dataset<Row> records, Caps caps) {
    return Statements.each(records, "record_key").where(caps.links(col("type")));
  }

  private static Column open() {
    return struct("customer_id", "identifiers", "first_seen_at", "last_seen_at", "valid_from");
  }
}
