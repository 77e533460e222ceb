package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
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

/**
 * Which record belongs to which customer, and since when. The first run looks at all records, later
 * ones at those whose component can have changed ({@link AffectedRecords}). Contract:
 * sql/gold/customer_record_link/table.yml.
 */
final class CustomerRecordLinkJob implements TableJob {
  static final String OUTPUT = "gold.customer_record_link";
  private static final String RECORDS = "silver.customer_records";

  private final Caps caps;

  CustomerRecordLinkJob(Caps caps) {
    this.caps = caps;
  }

  @Override
  public TableName output() {
    return TableName.of(OUTPUT);
  }

  @Override
  public Dataset<Row> transform(Tables tables, DateWindow window) {
    Dataset<Row> records = tables.read(RECORDS);
    Dataset<Row> links = tables.read(OUTPUT);
    if (!tables.hasRows(OUTPUT)) {
      Dataset<Row> all =
          AffectedRecords.neverLinked(Statements.of(records.where(not(col("is_deleted")))), links);
      Dataset<Row> stated = Statements.each(all, "record_key").where(caps.links(col("type")));
      return versions(CustomerIds.ofNew(Components.of(all, stated, caps)), window);
    }
    Dataset<Row> changed =
        Statements.of(records.where(window.loaded(col("_window_end"))))
            .unionByName(withdrawn(tables, window));
    AffectedRecords affected = AffectedRecords.of(changed, links, caps);
    Dataset<Row> members =
        HeldRows.of(Components.of(affected.records(), affected.statements(), caps)).rows();
    return versions(CustomerIds.keeping(members, links, window), window);
  }

  /**
   * What records stated that are there no more: their links were marked when they were withdrawn.
   */
  private static Dataset<Row> withdrawn(Tables tables, DateWindow window) {
    return Links.current(tables.read(OUTPUT))
        .where(Links.seenBy(window))
        .join(tables.read(RECORDS), new String[] {"record_key"}, "left_anti")
        .select(
            col("record_key"),
            col("identifiers"),
            col("first_seen_at"),
            col("last_seen_at"),
            lit(true).as("is_deleted"));
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
