package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.lake.HeldRows;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.workspace.Decision.Action;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What became of which id, run by run. Contract: sql/gold/identity_event/table.yml. */
final class IdentityEventJob implements TableJob {
  static final String OUTPUT = "gold.identity_event";
  private static final String[] ID = {"customer_id"};
  private static final String[] RECORD = {"record_key"};

  @Override
  public TableName output() {
    return TableName.of(OUTPUT);
  }

  @Override
  public Dataset<Row> transform(Tables tables, DateWindow window) {
    Dataset<Row> links = tables.read(CustomerRecordLinkJob.OUTPUT);
    Dataset<Row> moves = HeldRows.of(moves(links, window)).rows();
    Dataset<Row> changed = HeldRows.of(changed(moves)).rows();
    Dataset<Row> held =
        links
            .where(not(col("valid_from").equalTo(window.end())))
            .join(changed.where(col("records_before").equalTo(0)), ID, "left_semi")
            .select(col("customer_id"), lit(true).as("was_held"))
            .distinct();
    Dataset<Row> decided = steward(tables, moves, window);
    Dataset<Row> found =
        changed
            .join(held, ID, "left")
            .join(relatives(moves), ID, "left")
            .join(decided, ID, "left")
            .select(
                col("customer_id"),
                explode(events()).as("happened"),
                col("records_before"),
                col("records"))
            .select(col("customer_id"), col("happened.*"), col("records_before"), col("records"))
            .crossJoin(model(tables))
            .withColumn("run_id", lit(window.toString()))
            .withColumn("window_end", window.end());
    return found.unionByName(formerly(tables, window, found));
  }

  /** What an earlier run of the window told, and a forced one finds settled. */
  private static Dataset<Row> formerly(Tables tables, DateWindow window, Dataset<Row> found) {
    return tables
        .read(OUTPUT)
        .where(col("window_end").equalTo(window.end()))
        .join(found, new String[] {"customer_id", "event"}, "left_anti");
  }

  @Override
  public Dataset<Row> replacedKeys(Tables tables, DateWindow window) {
    return tables.spark().range(1).select(window.end().as("window_end"), window.end().as("since"));
  }

  /** {@code record_key, before, now}: whose the records that the run looked at were and are. */
  private static Dataset<Row> moves(Dataset<Row> links, DateWindow window) {
    Dataset<Row> seen = links.where(Links.seenBy(window));
    return Links.before(links, window)
        .join(seen.select("record_key").distinct(), RECORD, "left_semi")
        .select(col("record_key"), col("customer_id").as("before"))
        .join(
            Links.current(seen).select(col("record_key"), col("customer_id").as("now")),
            RECORD,
            "full");
  }

  /** How many records customers had and have, of those that lost or gained some. */
  private static Dataset<Row> changed(Dataset<Row> moves) {
    Column stays = col("before").eqNullSafe(col("now"));
    Column was = when(col("before").isNotNull(), side(col("before"), lit(1), stays.cast("int")));
    Column is = when(col("now").isNotNull().and(not(stays)), side(col("now"), lit(0), lit(1)));
    return moves
        .select(explode(array_compact(array(was, is))).as("side"))
        .groupBy("side.customer_id")
        .agg(
            sum("side.was").as("records_before"),
            sum("side.is").as("records"),
            max(col("side.was").gt(col("side.is"))).as("lost"),
            max(col("side.is").gt(col("side.was"))).as("gained"))
        .where(col("lost").or(col("gained")));
  }

  private static Column side(Column customer, Column was, Column is) {
    return struct(customer.as("customer_id"), was.as("was"), is.as("is"));
  }

  /** {@code went_to, came_from}: the customers with which most records were exchanged. */
  private static Dataset<Row> relatives(Dataset<Row> moves) {
    Dataset<Row> moved = moves.where(not(col("before").equalTo(col("now"))));
    return most(moved, "before", "now", "went_to")
        .join(most(moved, "now", "before", "came_from"), ID, "full");
  }

  private static Dataset<Row> most(Dataset<Row> moved, String of, String other, String name) {
    return moved
        .groupBy(col(of).as("customer_id"), col(other).as("other"))
        .agg(negate(count(lit(1))).as("fewest"), min("record_key").as("first_key"))
        .groupBy("customer_id")
        .agg(min(struct("fewest", "first_key", "other")).as("most"))
        .select(col("customer_id"), col("most.other").as(name));
  }

  /**
   * {@code put_with, parted_from}: the other customer of a decision that came into force with the
   * run and that its customers show.
   */
  private static Dataset<Row> steward(Tables tables, Dataset<Row> moves, DateWindow window) {
    Column wereOne = col("left_before").eqNullSafe(col("right_before"));
    Column areOne = col("left_now").equalTo(col("right_now"));
    Column isMerge = col("action").equalTo(Action.MERGE.word());
    Column joined =
        when(col("left_before").eqNullSafe(col("left_now")), col("right_before"))
            .otherwise(col("left_before"));
    return Decisions.ofPairs(tables, window)
        .where(col("status").equalTo(Decisions.IN_FORCE))
        .select("action", "left", "right")
        .join(moves.toDF("left", "left_before", "left_now"), "left")
        .join(moves.toDF("right", "right_before", "right_now"), "right")
        .where(not(wereOne.eqNullSafe(areOne)).and(isMerge.eqNullSafe(areOne)))
        .groupBy(col("left_now").as("customer_id"))
        .agg(
            max(isMerge).as("is_put_with"),
            min(when(isMerge, joined)).as("put_with"),
            min(when(not(isMerge), col("right_now"))).as("parted_from"));
  }

  private static Column events() {
    Column isNew = col("records_before").equalTo(0);
    Column isGone = col("records").equalTo(0);
    Column from = col("came_from");
    Column to = col("went_to");
    Column appears =
        when(isNew.and(col("was_held")), event("revived", from))
            .when(isNew.and(from.isNotNull()), event("split", from))
            .when(isNew, event("created", lit(null)));
    Column goes =
        when(isGone.and(to.isNotNull()), event("merged", to))
            .when(isGone, event("retired", lit(null)));
    Column stays = not(isNew.or(isGone));
    Column grew = when(stays.and(col("gained")), event("grew", lit(null)));
    Column shrank = when(stays.and(col("lost")), event("shrank", lit(null)));
    Column put = when(col("is_put_with"), event("steward_merge", col("put_with")));
    Column parted =
        when(col("parted_from").isNotNull(), event("steward_split", col("parted_from")));
    return array_compact(array(appears, goes, grew, shrank, put, parted));
  }

  private static Column event(String word, Column other) {
    return struct(lit(word).as("event"), other.cast("string").as("other_id"));
  }

  /** One row: the model that clusters are of. */
  private static Dataset<Row> model(Tables tables) {
    return tables.read(IdentityClusterJob.OUTPUT).agg(max("model_version").as("model_version"));
  }
}
