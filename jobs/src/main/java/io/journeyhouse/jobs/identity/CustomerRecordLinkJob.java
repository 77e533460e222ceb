package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.error.JourneyhouseException;
import io.journeyhouse.common.lake.HeldRows;
import io.journeyhouse.common.quality.Outcome;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.workspace.PublishLimits;
import java.sql.Timestamp;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
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

  private final PublishLimits limits;

  CustomerRecordLinkJob(PublishLimits limits) {
    this.limits = limits;
  }

  @Override
  public TableName output() {
    return TableName.of(OUTPUT);
  }

  @Override
  public Dataset<Row> transform(Tables tables, DateWindow window) {
    Dataset<Row> proposed = proposed(tables, window);
    if (tables.hasRows(OUTPUT)) {
      List<String> broken = Churn.of(proposed, tables.read(OUTPUT), limits).broken(limits);
      if (!broken.isEmpty() && !Acceptances.cover(tables, window, broken)) {
        throw held(broken, window);
      }
    }
    return versions(proposed, window);
  }

  /**
   * The records that may be another customer's now, each with {@code customer_id}, {@code old}, its
   * open link, and {@code first_linked_at}.
   */
  static Dataset<Row> proposed(Tables tables, DateWindow window) {
    Dataset<Row> links = tables.read(OUTPUT);
    Dataset<Row> records = tables.read(IdentityRecordJob.OUTPUT);
    Dataset<Row> clusters =
        tables.read(IdentityClusterJob.OUTPUT).select("record_key", "cluster_id", "_window_end");
    if (!tables.hasRows(OUTPUT)) {
      Dataset<Row> members = members(records.where(not(col("is_deleted"))), clusters);
      return CustomerIds.ofNew(neverLinked(members, links));
    }
    Dataset<Row> keys = affected(records, clusters, links, window);
    Dataset<Row> members =
        members(records.join(keys, RECORD, "left_semi"), clusters.join(keys, RECORD, "left_semi"));
    Dataset<Row> held = HeldRows.of(withHistory(members, keys, links)).rows();
    return HeldRows.of(CustomerIds.keeping(held, links, window)).rows();
  }

  private static JourneyhouseException held(List<String> broken, DateWindow window) {
    return Errors.of(
        ErrorCode.PUBLISH_HELD,
        "the customers of %s are held, nothing is published: %s"
            .formatted(window.dates(), String.join("; ", broken)),
        """
        `journeyhouse identity publish` says what caused it. Publish it as it is (journeyhouse identity \
        publish --accept %s --by NAME) and run the same command again; or block the value in \
        identity/decisions.csv and run it again with --rerun; or wait for a delivery that makes it good"""
            .formatted(window.lastDate()));
  }

  private static Dataset<Row> members(Dataset<Row> records, Dataset<Row> clusters) {
    return records
        .select("record_key", "identifiers", "first_seen_at", "last_seen_at", "is_deleted")
        .join(clusters.drop("_window_end"), RECORD, "left");
  }

  /**
   * {@code record_key} of the records that changed since links were last published, and of all of
   * the clusters that they are in now and of the customers that they were of: a customer is always
   * one former cluster.
   */
  private static Dataset<Row> affected(
      Dataset<Row> records, Dataset<Row> clusters, Dataset<Row> links, DateWindow window) {
    Dataset<Row> current = Links.current(links).select("record_key", "customer_id");
    // a held run's changes are still to be published, whatever window comes after it
    Timestamp published = links.agg(max("resolved_at")).as(Encoders.TIMESTAMP()).head();
    Column isNew = col("_window_end").equalTo(window.end()).or(col("_window_end").gt(published));
    Dataset<Row> changed =
        HeldRows.of(
                records
                    .where(isNew)
                    .select("record_key")
                    .union(clusters.where(isNew).select("record_key"))
                    .distinct())
            .rows();
    return HeldRows.of(
            changed
                .union(together(clusters, changed, "cluster_id"))
                .union(together(current, changed, "customer_id"))
                .distinct())
        .rows();
  }

  /** {@code record_key} of all that are in a group with one of the keys. */
  private static Dataset<Row> together(Dataset<Row> rows, Dataset<Row> keys, String group) {
    Dataset<Row> groups =
        HeldRows.of(rows.join(keys, RECORD, "left_semi").select(group).distinct()).rows();
    return rows.join(groups, new String[] {group}, "left_semi").select("record_key");
  }

  /**
   * Adds {@code old}, the open link, and {@code first_linked_at}, null where there never was one.
   */
  private static Dataset<Row> withHistory(
      Dataset<Row> members, Dataset<Row> keys, Dataset<Row> links) {
    Dataset<Row> history =
        links
            .join(keys, RECORD, "left_semi")
            .groupBy("record_key")
            .agg(
                max(when(col("is_current"), open())).as("old"),
                min("valid_from").as("first_linked_at"));
    return members
        .join(history, RECORD, "left")
        .where(not(col("is_deleted")).or(col("old").isNotNull()));
  }

  private static Dataset<Row> neverLinked(Dataset<Row> records, Dataset<Row> links) {
    DataType open = links.select(open().as("old")).schema().apply("old").dataType();
    return records
        .withColumn("old", lit(null).cast(open))
        .withColumn("first_linked_at", lit(null).cast("timestamp"));
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
            when(col("first_linked_at").isNotNull(), Outcome.UPDATE).as(Outcome.COLUMN))
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
