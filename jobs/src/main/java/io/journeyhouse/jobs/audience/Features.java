package io.journeyhouse.jobs.audience;

import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.person.Stitching;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * What is known of each customer before the end of a window: one row for each, with the columns of
 * {@code AudienceConfig.FEATURES}. All facts go through one aggregation; a table that no condition
 * needs is not read, and its features are null.
 */
final class Features {
  private static final double MICROS_A_DAY = 86_400_000_000.0;
  private static final StructType FACT =
      StructType.fromDDL(
          "customer_id string, is_customer boolean, country string, visit_at timestamp, cart_at"
              + " timestamp, checkout_at timestamp, purchase_at timestamp, value decimal(18,2),"
              + " currency string, stage string, ticket_at timestamp");

  private final Tables tables;
  private final DateWindow window;

  private Features(Tables tables, DateWindow window) {
    this.tables = tables;
    this.window = window;
  }

  /**
   * The features of all customers.
   *
   * @param used those that are asked for
   */
  static Dataset<Row> of(Tables tables, DateWindow window, Set<String> used) {
    return new Features(tables, window).of(used);
  }

  private Dataset<Row> of(Set<String> used) {
    List<Dataset<Row>> facts = new ArrayList<>();
    facts.add(customers());
    if (used.stream().anyMatch(name -> name.matches(".*(visit|cart|checkout).*"))) {
      facts.add(sessions());
    }
    if (used.stream().anyMatch(name -> name.matches("revenue|.*purchase.*"))) {
      facts.add(purchases());
    }
    if (used.contains("stage")) {
      facts.add(stages());
    }
    if (used.contains("open_tickets")) {
      facts.add(openTickets());
    }
    Dataset<Row> all = tables.spark().createDataFrame(List.of(), FACT);
    for (Dataset<Row> fact : facts) {
      all = all.unionByName(fact, true);
    }
    Column oneCurrency = min("currency").eqNullSafe(max("currency"));
    return all.groupBy("customer_id")
        .agg(
            max("is_customer").as("is_customer"),
            max("country").as("country"),
            max("stage").as("stage"),
            min("visit_at").as("first_visit_at"),
            max("visit_at").as("last_visit_at"),
            count("visit_at").as("visits"),
            max("cart_at").as("last_cart_at"),
            max("checkout_at").as("last_checkout_at"),
            min("purchase_at").as("first_purchase_at"),
            max("purchase_at").as("last_purchase_at"),
            count("purchase_at").as("purchases"),
            when(oneCurrency, coalesce(sum("value"), lit(0))).as("revenue"),
            count("ticket_at").as("open_tickets"))
        .where(col("is_customer"))
        .select(
            col("*"),
            window.end().as("as_of"),
            daysSince("visit"),
            daysSince("cart"),
            daysSince("checkout"),
            daysSince("purchase"));
  }

  private Dataset<Row> customers() {
    return tables
        .read("gold.dim_customer")
        .where(holds("valid_from", "valid_to").and(col("customer_id").startsWith("c_")))
        .select(col("customer_id"), lit(true).as("is_customer"), col("country"));
  }

  private Dataset<Row> sessions() {
    return ofCustomers(tables.read("gold.fct_session"))
        .where(before("started_at"))
        .select(
            col("customer_id"),
            col("started_at").as("visit_at"),
            lastBefore("add_to_cart").as("cart_at"),
            lastBefore("checkout").as("checkout_at"));
  }

  private Dataset<Row> purchases() {
    return ofCustomers(tables.read("gold.fct_conversion"))
        .where(col("kind").equalTo("purchase").and(before("converted_at")))
        .select(
            col("customer_id"),
            col("converted_at").as("purchase_at"),
            col("value"),
            col("currency"));
  }

  private Dataset<Row> stages() {
    return ofCustomers(tables.read("gold.fct_journey_stage"))
        .where(before("entered_at").and(notBefore("left_at")))
        .select("customer_id", "stage");
  }

  private Dataset<Row> openTickets() {
    Dataset<Row> open =
        tables
            .read("silver.support_interactions")
            .where(before("opened_at").and(notBefore("closed_at")))
            .select("source", "interaction_id", "identifiers", "opened_at");
    Dataset<Row> bridge = tables.read("gold.bdg_customer_identifier");
    return ofCustomers(Stitching.resolve(open, "interaction_id", bridge))
        .select(col("customer_id"), col("opened_at").as("ticket_at"));
  }

  private static Dataset<Row> ofCustomers(Dataset<Row> facts) {
    return facts.where(col("customer_id").startsWith("c_"));
  }

  /** The last event of a type in a session; the first where the session outlasts the window. */
  private Column lastBefore(String eventType) {
    Column position = array_position(col("event_types.event_type"), eventType).cast("int");
    Column last = get(col("event_types.last_at"), position.minus(1));
    Column first = get(col("event_types.first_at"), position.minus(1));
    return when(last.lt(window.end()), last).when(first.lt(window.end()), first);
  }

  /** Whether a version holds at the end of the window, whose own run may have found it. */
  private Column holds(String from, String to) {
    return col(from).leq(window.end()).and(col(to).isNull().or(col(to).gt(window.end())));
  }

  private Column before(String time) {
    return col(time).lt(window.end());
  }

  private Column notBefore(String time) {
    return col(time).isNull().or(col(time).geq(window.end()));
  }

  private Column daysSince(String what) {
    return unix_micros(window.end())
        .minus(unix_micros(col("last_" + what + "_at")))
        .divide(lit(MICROS_A_DAY))
        .as("days_since_" + what);
  }
}
