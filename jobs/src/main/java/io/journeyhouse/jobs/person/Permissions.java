package io.journeyhouse.jobs.person;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.lake.HeldRows;
import io.journeyhouse.common.run.DateWindow;
import java.util.Arrays;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What people have allowed and refused. A statement is about each identifier that it names; of the
 * statements about one the latest stands, at equal times the refusal. An unsubscribe or a complaint
 * refuses all purposes of its channel.
 *
 * <p>A statement is the customer's whom {@link Stitching} finds, and besides, a refusal is about
 * the address itself, whoever has it: one who writes "stop" is not written to again because two
 * customers share his mailbox.
 */
public final class Permissions {
  /** One of {@code granted, refused} about a customer id or the hash of an address. */
  public static final String ABOUT = "about";

  public static final String PERMISSION = "permission";

  private Permissions() {}

  /** What is allowed or refused, as one word: {@code channel/purpose}. */
  public static String of(String channel, String purpose) {
    return channel + "/" + purpose;
  }

  /**
   * All statements until a window's end: {@code source, statement_id, identifiers, channel,
   * purpose, refuses, at, _window_end}; {@code purpose} is null where all are meant.
   */
  public static Dataset<Row> statements(Function<String, Dataset<Row>> tables, DateWindow window) {
    Dataset<Row> stated =
        tables
            .apply("silver.consents")
            .where(col("stated_at").lt(window.end()))
            .select(
                col("source"),
                col("consent_id").as("statement_id"),
                col("identifiers"),
                col("channel"),
                col("purpose"),
                not(col("status").equalTo("granted")).as("refuses"),
                col("stated_at").as("at"),
                col("_window_end"));
    Dataset<Row> stopped =
        tables
            .apply("silver.campaign_contacts")
            .where(
                col("event_type")
                    .isin("unsubscribe", "complaint")
                    .and(col("event_at").lt(window.end())))
            .select(
                col("source"),
                col("contact_id").as("statement_id"),
                col("identifiers"),
                col("channel"),
                lit(null).cast("string").as("purpose"),
                lit(true).as("refuses"),
                col("event_at").as("at"),
                col("_window_end"));
    return stated.unionByName(stopped);
  }

  /**
   * Rows {@code permission, about, granted, refused, is_named}; what no statement is about has no
   * row, and of what is not asked for some may be missing. {@code is_named} is whether a statement
   * names the purpose.
   *
   * @param statements with an array {@code permissions} of what each of them is about
   * @param about whom and what is asked for, in a column {@code about}
   */
  public static Dataset<Row> of(Dataset<Row> statements, Dataset<Row> about, Dataset<Row> bridge) {
    Dataset<Row> each =
        statements.select(
            col("source"),
            col("statement_id"),
            col("identifiers"),
            col("refuses"),
            col("at"),
            col("purpose").isNotNull().as("is_named"),
            explode(col("permissions")).as(PERMISSION));
    return standing(Stitching.resolve(naming(each, about, bridge), "statement_id", bridge));
  }

  /** Only statements that name what is asked for, be it by another identifier of the customer. */
  private static Dataset<Row> naming(
      Dataset<Row> statements, Dataset<Row> about, Dataset<Row> bridge) {
    Column hash = Stitching.hash(col("i.type"), col("i.value"));
    Dataset<Row> named =
        bridge
            .join(
                about.select(col(ABOUT).as("customer_id")),
                new String[] {"customer_id"},
                "left_semi")
            .select(col("identifier_value_hash").as(ABOUT))
            .union(about.select(ABOUT));
    return statements
        .withColumn("i", explode(col("identifiers")))
        .withColumn(ABOUT, hash)
        .join(HeldRows.of(named).rows(), new String[] {ABOUT}, "left_semi")
        .drop("i", ABOUT)
        .distinct();
  }

  private static Dataset<Row> standing(Dataset<Row> statements) {
    Column type = col("i.type");
    Column value = col("i.value");
    Column address = when(type.isin(addressTypes()), Stitching.hash(type, value));
    return statements
        .withColumn("i", explode(col("identifiers")))
        .select(
            col(PERMISSION),
            explode(array_compact(array(col("customer_id"), address))).as(ABOUT),
            type.as("type"),
            value.as("value"),
            struct(col("at"), col("refuses")).as("statement"),
            col("is_named"))
        .groupBy(PERMISSION, ABOUT, "type", "value")
        .agg(max("statement").as("last"), max("is_named").as("is_named"))
        .groupBy(PERMISSION, ABOUT)
        .agg(
            max(not(col("last.refuses"))).as("granted"),
            max(col("last.refuses")).as("refused"),
            max("is_named").as("is_named"));
  }

  private static Object[] addressTypes() {
    return Arrays.stream(IdentifierType.values())
        .filter(IdentifierType::isDirect)
        .map(IdentifierType::word)
        .toArray();
  }
}
