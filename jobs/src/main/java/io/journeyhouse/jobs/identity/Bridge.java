package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.person.IdentifierType;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * From identifiers to customers. A value names the one customer whose records state it, if not more
 * records do than its cap. A device belongs to the one person whose records state it and whose
 * logins were used on it; a login that names no customer is a person of its own.
 */
final class Bridge {
  private static final String[] VALUE = {"type", "value"};
  private static final String LOGIN = IdentifierType.LOGIN.word();
  private static final String DEVICE = IdentifierType.DEVICE.word();

  private Bridge() {}

  /** The rows of {@code gold.bdg_customer_identifier} by the links that hold and the edges. */
  static Dataset<Row> of(Dataset<Row> links, Dataset<Row> edges, Caps caps) {
    return named(stated(links), Edges.read(edges), caps);
  }

  /** The same, of some {@code type, value} only, devices among them with all of their logins. */
  static Dataset<Row> of(
      Dataset<Row> links, Dataset<Row> edges, Dataset<Row> identifiers, Caps caps) {
    Dataset<Row> devices =
        identifiers.where(col("type").equalTo(DEVICE)).select(col("value").as("device"));
    Dataset<Row> theirs = Edges.read(edges).join(devices, new String[] {"device"}, "left_semi");
    return named(stated(links).join(identifiers, VALUE, "left_semi"), theirs, caps);
  }

  private static Dataset<Row> stated(Dataset<Row> links) {
    return Statements.eachAndItself(links, "customer_id", "first_seen_at", "last_seen_at")
        .select(
            col("type"),
            col("value"),
            col("customer_id").as("person"),
            lit(1).as("records"),
            col("first_seen_at"),
            col("last_seen_at"));
  }

  /**
   * The {@code type, value} that a window's run may have given to another: what the records state
   * or stated that it looked at again, and the devices and logins that meet those or one another
   * anew.
   */
  static Dataset<Row> touched(Tables tables, DateWindow window) {
    return tables.once(
        "touched identifiers",
        () ->
            touched(
                tables.read(CustomerRecordLinkJob.OUTPUT),
                tables.read(IdentityEdgeJob.OUTPUT),
                window));
  }

  private static Dataset<Row> touched(Dataset<Row> links, Dataset<Row> edges, DateWindow window) {
    Dataset<Row> stated = Statements.eachAndItself(links.where(Links.seenBy(window))).distinct();
    Dataset<Row> pairs = Edges.read(edges);
    Dataset<Row> devices =
        pairs
            .where(col("_window_end").equalTo(window.end()))
            .select("device")
            .union(
                pairs
                    .join(values(stated, LOGIN, "login"), new String[] {"login"}, "left_semi")
                    .select("device"))
            .union(values(stated, DEVICE, "device"))
            .distinct();
    Dataset<Row> logins =
        pairs
            .join(devices, new String[] {"device"}, "left_semi")
            .select(lit(LOGIN).as("type"), col("login").as("value"));
    return stated
        .union(devices.select(lit(DEVICE).as("type"), col("device").as("value")))
        .union(logins)
        .distinct();
  }

  private static Dataset<Row> values(Dataset<Row> identifiers, String type, String name) {
    return identifiers.where(col("type").equalTo(type)).select(col("value").as(name));
  }

  private static Dataset<Row> named(Dataset<Row> stated, Dataset<Row> pairs, Caps caps) {
    Dataset<Row> logins =
        owned(stated.where(col("type").equalTo(LOGIN)), caps)
            .select(col("value").as("login"), col("customer_id"));
    Dataset<Row> used =
        pairs
            .select("device", "login", "first_seen_at", "last_seen_at")
            .join(logins, new String[] {"login"}, "left")
            .select(
                lit(DEVICE).as("type"),
                col("device").as("value"),
                coalesce(col("customer_id"), concat(lit(Edges.LOGIN), col("login"))).as("person"),
                lit(0).as("records"),
                col("first_seen_at"),
                col("last_seen_at"));
    return owned(stated.union(used), caps)
        .where(col("customer_id").isNotNull().or(col("is_shared")))
        .select(
            col("type").as("identifier_type"),
            Statements.hash().as("identifier_value_hash"),
            when(not(Statements.isDirect()), col("value")).as("identifier_value"),
            col("customer_id"),
            col("first_seen_at"),
            col("last_seen_at"),
            when(col("is_shared"), 0.0)
                .when(col("records").gt(0), 1.0)
                .otherwise(0.9)
                .as("confidence"),
            col("is_shared"));
  }

  private static Dataset<Row> owned(Dataset<Row> evidence, Caps caps) {
    Column overCap = coalesce(col("records").gt(caps.of(col("type"))), lit(false));
    Column isShared = overCap.or(not(col("person").equalTo(col("last_person"))));
    Column isCustomer = not(col("is_shared")).and(col("person").startsWith("c_"));
    return evidence
        .groupBy("type", "value")
        .agg(
            sum("records").as("records"),
            min("person").as("person"),
            max("person").as("last_person"),
            min("first_seen_at").as("first_seen_at"),
            max("last_seen_at").as("last_seen_at"))
        .withColumn("is_shared", isShared)
        .withColumn("customer_id", when(isCustomer, col("person")));
  }
}
