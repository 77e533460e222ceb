package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.quality.Outcome;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.matching.MatchSettings;
import io.journeyhouse.jobs.person.IdentifierType;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Which logins were used on which devices, which records share an identifier and which are alike.
 * Contract: sql/gold/identity_edge/table.yml.
 */
final class IdentityEdgeJob implements TableJob {
  static final String OUTPUT = "gold.identity_edge";
  private static final String[] ENDS = {"left", "right"};

  private final Caps caps;
  private final Blocked blocked;
  private final MatchSettings settings;
  private final IdentityModel model;

  IdentityEdgeJob(Caps caps, Blocked blocked, MatchSettings settings, IdentityModel model) {
    this.caps = caps;
    this.blocked = blocked;
    this.settings = settings;
    this.model = model;
  }

  @Override
  public TableName output() {
    return TableName.of(OUTPUT);
  }

  @Override
  public Dataset<Row> transform(Tables tables, DateWindow window) {
    RecordEdges ofRecords =
        new RecordEdges(
            tables, window, caps, settings, model.newest(tables.read(IdentityRecordJob.OUTPUT)));
    return logins(tables, window).unionByName(ofRecords.changes(), true);
  }

  private Dataset<Row> logins(Tables tables, DateWindow window) {
    boolean blocksAnew = Decisions.blocksAnew(tables, window);
    Dataset<Row> events = tables.read("silver.events");
    Column isBlocked =
        blocked
            .is(IdentifierType.DEVICE, col("device_id"))
            .or(blocked.is(IdentifierType.LOGIN, col("user_id")));
    Dataset<Row> found =
        pairs(
                events
                    .where(blocksAnew ? lit(true) : window.loaded(col("_window_end")))
                    .where(not(coalesce(isBlocked, lit(false)))))
            .withColumnsRenamed(Map.of("first_seen_at", "first", "last_seen_at", "last"));
    Column holds = col("valid_to").isNull();
    Dataset<Row> own = tables.read(OUTPUT);
    Dataset<Row> known =
        own.select(
            col("left"),
            col("right"),
            when(holds, col("first_seen_at")).as("first_seen_at"),
            when(holds, col("last_seen_at")).as("last_seen_at"),
            when(holds, col("valid_from")).as("valid_from"),
            lit(true).as("is_present"));
    Column isNews =
        col("valid_from")
            .isNull()
            .or(col("first").lt(col("first_seen_at")))
            .or(col("last").gt(col("last_seen_at")));
    Dataset<Row> stated =
        found
            .join(known, ENDS, "left")
            .where(isNews)
            .select(
                col("left"),
                col("right"),
                lit(Edges.LOGIN_ON_DEVICE).as("rule"),
                lit("events").as("found_by"),
                least(col("first"), col("first_seen_at")).as("first_seen_at"),
                greatest(col("last"), col("last_seen_at")).as("last_seen_at"),
                coalesce(col("valid_from"), window.end()).as("valid_from"),
                lit(null).cast("timestamp").as("valid_to"),
                window.end().as("_window_end"),
                when(col("is_present"), Outcome.UPDATE).as(Outcome.COLUMN));
    return blocksAnew ? stated.unionByName(ended(own, found, window)) : stated;
  }

  /** Pairs that held and that events no longer state, because a login or device is blocked. */
  private static Dataset<Row> ended(Dataset<Row> own, Dataset<Row> found, DateWindow window) {
    return Edges.current(own)
        .join(found, ENDS, "left_anti")
        .select(
            col("left"),
            col("right"),
            lit(Edges.LOGIN_ON_DEVICE).as("rule"),
            col("found_by"),
            col("first_seen_at"),
            col("last_seen_at"),
            col("valid_from"),
            window.end().as("valid_to"),
            window.end().as("_window_end"),
            lit(Outcome.UPDATE).as(Outcome.COLUMN));
  }

  /** {@code left, right, first_seen_at, last_seen_at} of the pairs that events state. */
  static Dataset<Row> pairs(Dataset<Row> events) {
    Column usable =
        col("device_id").isNotNull().and(col("user_id").isNotNull()).and(not(col("is_bot")));
    return events
        .where(usable)
        .groupBy("device_id", "user_id")
        .agg(min("event_at").as("first_seen_at"), max("event_at").as("last_seen_at"))
        .select(
            concat(lit(Edges.DEVICE), col("device_id")).as("left"),
            concat(lit(Edges.LOGIN), col("user_id")).as("right"),
            col("first_seen_at"),
            col("last_seen_at"));
  }
}
