package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.lake.HeldRows;
import io.journeyhouse.common.quality.Outcome;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.Tables;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;

/**
 * Which record belongs to which customer, and since when. The first run looks at all records, later
 * ones at those of clusters and customers that can have changed. Contract:
 * sql/gold/customer_record_link/table.yml.
 */
final class CustomerRecordLinkJob implements TableJob {
  static final String OUTPUT = "gold.customer_record_link";
  private static final String[] RECORD = {"record_key"};
  private static final String[] CLUSTER = {"component"};

  @Override
  public TableName output() {
    return TableName.of(OUTPUT);
  }

  @Override
  public Dataset<Row> transform(Tables tables, DateWindow window) {
    Dataset<Row> links = tables.read(OUTPUT);
    Dataset<Row> members =
        tables
            .read(IdentityRecordJob.OUTPUT)
            .join(
                tables
                    .read(IdentityClusterJob.OUTPUT)
                    .select(
                        col("record_key"),
                        col("cluster_id").as("component"),
                        col("_window_end").as("clustered_at")),
                RECORD,
                "left")
            .select(
                "record_key",
                "identifiers",
                "first_seen_at",
                "last_seen_at",
                "is_deleted",
                "component",
                "_window_end",
                "clustered_at");
    if (!tables.hasRows(OUTPUT)) {
      return versions(
          CustomerIds.ofNew(neverLinked(members.where(not(col("is_deleted"))), links)), window);
    }
    Dataset<Row> held = HeldRows.of(withHistory(affected(members, links, window), links)).rows();
    return versions(CustomerIds.keeping(held, links, window), window);
  }

  /**
   * The records that the run changed, and all of the clusters that they are in now and of the
   * customers that they were of: a customer is always one former cluster.
   */
  private static Dataset<Row> affected(
      Dataset<Row> members, Dataset<Row> links, DateWindow window) {
    Dataset<Row> current = Links.current(links).select("record_key", "customer_id");
    Column isOfRun =
        col("_window_end")
            .equalTo(window.end())
            .or(coalesce(col("clustered_at").equalTo(window.end()), lit(false)));
    Dataset<Row> changed =
        HeldRows.of(
                members
                    .where(isOfRun)
                    .select("record_key", "component")
                    .join(current, RECORD, "left"))
            .rows();
    Dataset<Row> clusters =
        HeldRows.of(changed.where(col("component").isNotNull()).select("component").distinct())
            .rows();
    Dataset<Row> customers =
        HeldRows.of(changed.where(col("customer_id").isNotNull()).select("customer_id").distinct())
            .rows();
    Dataset<Row> records =
        HeldRows.of(
                changed
                    .select("record_key")
                    .union(members.join(clusters, CLUSTER, "left_semi").select("record_key"))
                    .union(
                        current
                            .join(customers, new String[] {"customer_id"}, "left_semi")
                            .select("record_key"))
                    .distinct())
            .rows();
    return members.join(records, RECORD, "left_semi").drop("_window_end", "clustered_at");
  }

  /** Adds {@code old}, the open link, and {@code was_linked}, whether there ever was one. */
  private static Dataset<Row> withHistory(Dataset<Row> members, Dataset<Row> links) {
    Dataset<Row> keys = HeldRows.of(members.select("record_key")).rows();
    Dataset<Row> history =
        links
            .join(keys, RECORD, "left_semi")
            .groupBy("record_key")
            .agg(max(when(col("is_current"), open())).as("old"))
            .withColumn("was_linked", lit(true));
    return members
        .join(history, RECORD, "left")
        .na()
        .fill(false, new String[] {"was_linked"})
        .where(not(col("is_deleted")).or(col("old").isNotNull()));
  }

  private static Dataset<Row> neverLinked(Dataset<Row> records, Dataset<Row> links) {
    DataType open = links.select(open().as("old")).schema().apply("old").dataType();
    return records.withColumn("old", lit(null).cast(open)).withColumn("was_linked", lit(false));
  }

  private static Column open() {
    return struct("customer_id", "identifiers", "first_seen_at", "last_seen_at", "valid_from");
  }

  /** The versions to write: the record's present one, and the former one where that ends now. */
  private static Dataset<Row> versions(Dataset<Row> members, DateWindow window) {
    Column old = col("old");
    Column now = window.end();
    Column stays =
        old.isNotNull()
            .and(col("customer_id").equalTo(old.getField("customer_id")))
            .and(col("identifiers").equalTo(old.getField("identifiers")));
    Column present =
        when(
            not(col("is_deleted")),
            version(
                col("customer_id"),
                col("identifiers"),
                col("first_seen_at"),
                col("last_seen_at"),
                when(stays, old.getField("valid_from")).otherwise(now),
                lit(null),
                now));
    Column ends =
        old.isNotNull()
            .and(
                col("is_deleted").or(not(stays).and(not(old.getField("valid_from").equalTo(now)))));
    Column former =
        when(
            ends,
            version(
                old.getField("customer_id"),
                old.getField("identifiers"),
                old.getField("first_seen_at"),
                old.getField("last_seen_at"),
                old.getField("valid_from"),
                now,
                now));
    return members
        .select(
            explode(array_compact(array(present, former))).as("version"),
            when(col("was_linked"), Outcome.UPDATE).as(Outcome.COLUMN))
        .select("version.*", Outcome.COLUMN);
  }

  private static Column version(
      Column customer,
      Column identifiers,
      Column firstSeen,
      Column lastSeen,
      Column from,
      Column to,
      Column resolved) {
    Column until = to.cast("timestamp");
    return struct(
        col("record_key"),
        customer.as("customer_id"),
        identifiers.as("identifiers"),
        firstSeen.as("first_seen_at"),
        lastSeen.as("last_seen_at"),
        from.as("valid_from"),
        until.as("valid_to"),
        until.isNull().as("is_current"),
        resolved.as("resolved_at"));
  }
}
