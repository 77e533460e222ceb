package io.journeyhouse.jobs.export;

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
import io.journeyhouse.jobs.person.Stitching;
import io.journeyhouse.jobs.workspace.AudienceConfig;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
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
final class Permissions {
  /** One of {@code granted, refused} about a customer id or the hash of an address. */
  static final String ABOUT = "about";

  static final String PERMISSION = "permission";

  private Permissions() {}

  /** What is asked for an audience, as one word. */
  static String of(AudienceConfig audience) {
    return audience.channel().word() + "/" + audience.purpose();
  }

  /**
   * Rows {@code permission, about, granted, refused}; what no statement is about has no row, and of
   * what is not asked for some may be missing.
   *
   * @param about whom and what is asked for, in a column {@code about}
   */
  static Dataset<Row> of(
      List<AudienceConfig> audiences,
      Dataset<Row> about,
      Function<String, Dataset<Row>> tables,
      DateWindow window) {
    Dataset<Row> granted =
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
                col("stated_at").as("at"));
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
                col("event_at").as("at"));
    Dataset<Row> statements =
        granted
            .unionByName(stopped)
            .select(
                col("source"),
                col("statement_id"),
                col("identifiers"),
                col("refuses"),
                col("at"),
                explode(concerned(audiences)).as(PERMISSION));
    Dataset<Row> bridge = tables.apply("gold.bdg_customer_identifier");
    return standing(Stitching.resolve(naming(statements, about, bridge), "statement_id", bridge));
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
            .union(about);
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
            struct(col("at"), col("refuses")).as("statement"))
        .groupBy(PERMISSION, ABOUT, "type", "value")
        .agg(max("statement").as("last"))
        .groupBy(PERMISSION, ABOUT)
        .agg(max(not(col("last.refuses"))).as("granted"), max(col("last.refuses")).as("refused"));
  }

  /** The permissions that a statement is about. */
  private static Column concerned(List<AudienceConfig> audiences) {
    Map<String, Column> permissions = new TreeMap<>();
    for (AudienceConfig audience : audiences) {
      Column purpose = col("purpose").isNull().or(col("purpose").equalTo(audience.purpose()));
      Column concerned = col("channel").equalTo(audience.channel().word()).and(purpose);
      permissions.put(of(audience), when(concerned, of(audience)));
    }
    return array_compact(array(permissions.values().toArray(Column[]::new)));
  }

  private static Object[] addressTypes() {
    return Stream.of(AudienceConfig.Channel.values())
        .map(AudienceConfig.Channel::address)
        .toArray();
  }
}
