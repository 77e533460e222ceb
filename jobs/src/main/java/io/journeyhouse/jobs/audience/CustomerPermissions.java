package io.journeyhouse.jobs.audience;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_union;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.person.ChangedCustomers;
import io.journeyhouse.jobs.person.Permissions;
import io.journeyhouse.jobs.person.Stitching;
import io.journeyhouse.jobs.workspace.AudienceConfig.Channel;
import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What each customer has allowed and refused, as the export would find it: his own statements, and
 * refusals about the address at which a channel reaches him. {@code channel/*} stands for all
 * purposes of which nothing was said.
 */
final class CustomerPermissions {
  private static final String CUSTOMER = "customer_id";
  private static final String ABOUT = Permissions.ABOUT;
  private static final String[] CHANNEL = {"channel"};
  private static final String ALL_PURPOSES = "*";

  private final Tables tables;
  private final DateWindow window;

  CustomerPermissions(Tables tables, DateWindow window) {
    this.tables = tables;
    this.window = window;
  }

  /**
   * {@code customer_id, permission, status}, granted or refused, of some customers.
   *
   * @param customers {@code customer_id}
   */
  Dataset<Row> of(Dataset<Row> customers) {
    Dataset<Row> asked =
        customers
            .select(col(CUSTOMER), lit(null).cast("string").as("channel"), col(CUSTOMER).as(ABOUT))
            .union(addresses().join(customers, new String[] {CUSTOMER}, "left_semi"));
    Dataset<Row> found =
        Permissions.of(statements(), asked, tables.read("gold.bdg_customer_identifier"));
    Column isOwn = col("channel").isNull();
    Column isReached =
        col(Permissions.PERMISSION).startsWith(concat_ws("", col("channel"), lit("/")));
    Column granted = max(isOwn.and(col("granted")));
    return asked
        .join(found, ABOUT)
        .where(isOwn.or(isReached))
        .groupBy(CUSTOMER, Permissions.PERMISSION)
        .agg(
            when(max("refused"), "refused").when(granted, "granted").as("status"),
            max("is_named").as("is_named"))
        .where(
            col("status")
                .isNotNull()
                .and(col("is_named").or(col(Permissions.PERMISSION).endsWith("/" + ALL_PURPOSES))))
        .drop("is_named");
  }

  /**
   * {@code customer_id} of those whose address a statement names that came or begins to count in
   * this window, be it another's, or one that was withdrawn.
   */
  Dataset<Row> addressed() {
    Column isNew = window.loaded(col("_window_end")).or(window.covers(col("at")));
    Dataset<Row> named =
        Permissions.statements(tables::read, window)
            .where(isNew)
            .select(explode(col("identifiers")).as("i"))
            .select(Stitching.hash(col("i.type"), col("i.value")).as(ABOUT));
    Dataset<Row> addresses = addresses();
    Dataset<Row> withdrawn =
        ChangedCustomers.withdrawn(tables, window).withColumnRenamed(CUSTOMER, "profile");
    return addresses
        .join(named, new String[] {ABOUT}, "left_semi")
        .select(CUSTOMER)
        .union(
            addresses
                .withColumn("profile", Stitching.anonymous(col(ABOUT)))
                .join(withdrawn, new String[] {"profile"}, "left_semi")
                .select(CUSTOMER));
  }

  /** {@code customer_id, channel, about}: the hashes of the addresses that channels use. */
  private Dataset<Row> addresses() {
    Dataset<Row> customers = tables.read("gold.dim_customer").where(col("is_current"));
    return Arrays.stream(Channel.values())
        .map(
            channel ->
                customers
                    .where(col(channel.address()).isNotNull())
                    .select(
                        col(CUSTOMER),
                        lit(channel.word()).as("channel"),
                        Stitching.hash(lit(channel.address()), col(channel.address())).as(ABOUT)))
        .reduce(Dataset::union)
        .orElseThrow();
  }

  /** Statements with what they are about: the purpose that they name, or all of their channel. */
  private Dataset<Row> statements() {
    Dataset<Row> purposes =
        tables
            .read("silver.consents")
            .groupBy(CHANNEL[0])
            .agg(collect_set("purpose").as("purposes"));
    Column all =
        array_union(
            coalesce(col("purposes"), array().cast("array<string>")), array(lit(ALL_PURPOSES)));
    Column meant = when(col("purpose").isNull(), all).otherwise(array(col("purpose")));
    return Permissions.statements(tables::read, window)
        .where(col("channel").isNotNull())
        .join(purposes, CHANNEL, "left")
        .withColumn(
            "permissions", transform(meant, purpose -> concat_ws("/", col("channel"), purpose)));
  }
}
