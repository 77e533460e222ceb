package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.lake.HeldRows;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.person.Stitching;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * From whom and to whom facts may have moved because an identifier names another than before the
 * window's run. A fact with one identifier moved if that did; of facts with several, those that
 * carry one that did are stitched by the bridge of before and of now.
 */
final class MovedFacts {
  private static final String HASH = "identifier_value_hash";

  private final Tables tables;
  private final DateWindow window;
  private final Caps caps;

  MovedFacts(Tables tables, DateWindow window, Caps caps) {
    this.tables = tables;
    this.window = window;
    this.caps = caps;
  }

  /**
   * {@code customer_id} of all of them.
   *
   * @param earlier {@code ops.changed_customer} of earlier windows, in which every anonymous
   *     profile stands that facts were ever given to
   */
  Dataset<Row> owners(Dataset<Row> earlier) {
    Dataset<Row> bridge = tables.read(CustomerIdentifierJob.OUTPUT);
    HeldRows held = HeldRows.of(identifiers(bridge));
    Dataset<Row> moved = held.rows();
    Dataset<Row> single = single(moved, earlier);
    return held.count() == 0 ? single : single.union(several(moved, bridge));
  }

  /** {@code identifier_value_hash, before, now} of the identifiers that name another. */
  private Dataset<Row> identifiers(Dataset<Row> bridge) {
    Dataset<Row> links = tables.read(CustomerRecordLinkJob.OUTPUT);
    Dataset<Row> edges = tables.read(IdentityEdgeJob.OUTPUT);
    Dataset<Row> touched = Bridge.touched(tables, window);
    Dataset<Row> before =
        Bridge.of(Links.before(links, window), Edges.before(edges, window), touched, caps)
            .select(col(HASH), col("customer_id").as("before"));
    return touched
        .select(Statements.hash().as(HASH))
        .join(before, new String[] {HASH}, "left")
        .join(bridge.select(col(HASH), col("customer_id").as("now")), new String[] {HASH}, "left")
        .where(not(col("before").eqNullSafe(col("now"))));
  }

  private static Dataset<Row> single(Dataset<Row> moved, Dataset<Row> earlier) {
    Dataset<Row> given =
        earlier
            .where(col("customer_id").startsWith("a_"))
            .select(col("customer_id").as("profile"), lit(true).as("is_given"))
            .distinct();
    Column wasGiven = coalesce(col("is_given"), lit(false));
    Column isAnonymous = wasGiven.or(col("now").isNull());
    // nothing moves to a customer by an identifier that was unknown and that no fact carried
    return moved
        .withColumn("profile", Stitching.anonymous(col(HASH)))
        .join(given, new String[] {"profile"}, "left")
        .where(col("before").isNotNull().or(wasGiven))
        .select(
            explode(
                    array_compact(
                        array(col("before"), col("now"), when(isAnonymous, col("profile")))))
                .as("customer_id"));
  }

  private Dataset<Row> several(Dataset<Row> moved, Dataset<Row> bridge) {
    Dataset<Row> hashes = moved.select(HASH);
    Dataset<Row> lists =
        HeldRows.of(
                NewFacts.stated(tables)
                    .where(size(col("identifiers")).gt(1))
                    .select(col("identifiers"), explode(col("identifiers")).as("i"))
                    .select(
                        col("identifiers"), Stitching.hash(col("i.type"), col("i.value")).as(HASH))
                    .join(hashes, new String[] {HASH}, "left_semi")
                    .select("identifiers")
                    .distinct()
                    .select(col("identifiers"), lit("").as("source"), lit("").as("fact_id")))
            .rows();
    Dataset<Row> former =
        bridge
            .select(HASH, "customer_id")
            .join(hashes, new String[] {HASH}, "left_anti")
            .union(moved.select(col(HASH), col("before")));
    Dataset<Row> then = owners(lists, former, "before");
    return then.join(owners(lists, bridge, "now"), "identifiers")
        .where(not(col("before").equalTo(col("now"))))
        .select(explode(array(col("before"), col("now"))).as("customer_id"));
  }

  private static Dataset<Row> owners(Dataset<Row> lists, Dataset<Row> bridge, String name) {
    return Stitching.resolve(lists, "fact_id", bridge)
        .select(col("identifiers"), col("customer_id").as(name));
  }
}
