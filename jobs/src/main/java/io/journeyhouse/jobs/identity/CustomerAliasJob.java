package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.lake.HeldRows;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.person.Stitching;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Where ids that no fact carries any more lead: customers that were merged away, and anonymous
 * profiles whose identifier became known. Contract: sql/gold/customer_alias/table.yml.
 */
final class CustomerAliasJob implements TableJob {
  static final String OUTPUT = "gold.customer_alias";
  private static final String MERGED = "merged";
  private static final String IDENTIFIED = "identified";
  private static final String[] RECORD = {"record_key"};
  private static final String[] LED_TO = {"led_to"};

  @Override
  public TableName output() {
    return TableName.of(OUTPUT);
  }

  @Override
  public Dataset<Row> transform(Tables tables, DateWindow window) {
    Dataset<Row> open =
        tables
            .read(OUTPUT)
            .where(col("valid_to").isNull())
            .select(
                col("old_id"), struct("customer_id", "reason", "valid_from", "run_id").as("open"));
    Dataset<Row> targets = merged(tables, window, open).union(identified(tables, window));
    Column last = col("open.customer_id");
    return targets
        .join(open, new String[] {"old_id"}, "left")
        .where(not(col("customer_id").eqNullSafe(last)))
        .select(explode(array_compact(array(former(window), present(window)))).as("alias"))
        .select("alias.*");
  }

  private static Column present(DateWindow window) {
    return when(
        col("customer_id").isNotNull(),
        struct(
            col("old_id"),
            col("customer_id"),
            col("reason"),
            window.end().as("valid_from"),
            lit(null).cast("timestamp").as("valid_to"),
            lit(window.toString()).as("run_id")));
  }

  /** The open alias, ended; one that this window's run itself opened is written over. */
  private static Column former(DateWindow window) {
    Column isOverwritten =
        col("open.valid_from").equalTo(window.end()).and(col("customer_id").isNotNull());
    return when(
        col("open").isNotNull().and(not(isOverwritten)),
        struct(
            col("old_id"),
            col("open.customer_id").as("customer_id"),
            col("open.reason").as("reason"),
            col("open.valid_from").as("valid_from"),
            window.end().as("valid_to"),
            col("open.run_id").as("run_id")));
  }

  /**
   * {@code old_id, customer_id, reason} of ids that the run may have given another place: they lead
   * to the customer that has most of their last records; where none of those is left to the one
   * that they led to, or to where that leads; to nobody where they hold records themselves again.
   */
  private static Dataset<Row> merged(Tables tables, DateWindow window, Dataset<Row> open) {
    Dataset<Row> links = tables.read(CustomerRecordLinkJob.OUTPUT);
    Dataset<Row> current = Links.current(links).select("record_key", "customer_id");
    Dataset<Row> seen = links.where(Links.seenBy(window)).select("record_key").distinct();
    Dataset<Row> touched =
        HeldRows.of(links.join(seen, RECORD, "left_semi").select("customer_id").distinct()).rows();
    Dataset<Row> aliases =
        open.where(col("open.reason").equalTo(MERGED))
            .select(col("old_id"), col("open.customer_id").as("led_to"));
    Dataset<Row> inQuestion =
        touched.union(
            aliases
                .join(touched.withColumnRenamed("customer_id", "led_to"), "led_to")
                .select("old_id"));
    Dataset<Row> last = Links.last(links, inQuestion.distinct());
    Column present = struct("fewest", "first_key", "customer_id");
    Dataset<Row> heirs =
        HeldRows.of(
                last.select(col("customer_id").as("old_id"), col("record_key"))
                    .join(current, RECORD, "left")
                    .groupBy("old_id", "customer_id")
                    .agg(negate(count(lit(1))).as("fewest"), min("record_key").as("first_key"))
                    .groupBy("old_id")
                    .agg(min(when(col("customer_id").isNotNull(), present)).as("heir"))
                    .select(col("old_id"), col("heir.customer_id").as("heir")))
            .rows();
    Dataset<Row> holding =
        current
            .select(col("customer_id").as("led_to"), col("customer_id").as("still"))
            .join(aliases.select("led_to").union(aliases.select("old_id")), LED_TO, "left_semi")
            .distinct();
    Dataset<Row> ofHeirs = heirs.select(col("old_id").as("led_to"), col("heir").as("next"));
    Dataset<Row> gone =
        heirs
            .join(aliases, new String[] {"old_id"}, "left")
            .join(holding, LED_TO, "left")
            .join(ofHeirs, LED_TO, "left")
            .select(
                col("old_id"), coalesce(col("heir"), col("still"), col("next")).as("customer_id"));
    Dataset<Row> again =
        aliases
            .join(holding.select(col("led_to").as("old_id")), "old_id")
            .select(col("old_id"), lit(null).cast("string"));
    return gone.union(again).withColumn("reason", lit(MERGED));
  }

  /** The same of the profiles whose facts may have moved, by the one customer of the identifier. */
  private static Dataset<Row> identified(Tables tables, DateWindow window) {
    Dataset<Row> profiles =
        tables
            .read(ChangedCustomerJob.OUTPUT)
            .where(
                col("window_end")
                    .equalTo(window.end())
                    .and(col("reason").equalTo("identity"))
                    .and(col("customer_id").startsWith("a_")))
            .select(col("customer_id").as("old_id"));
    Dataset<Row> known =
        tables
            .read(CustomerIdentifierJob.OUTPUT)
            .where(col("customer_id").isNotNull())
            .select(
                Stitching.anonymous(col("identifier_value_hash")).as("old_id"), col("customer_id"));
    return profiles
        .join(known, new String[] {"old_id"}, "left")
        .select(col("old_id"), col("customer_id"), lit(IDENTIFIED).as("reason"));
  }
}
