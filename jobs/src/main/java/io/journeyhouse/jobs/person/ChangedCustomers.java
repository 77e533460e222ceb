package io.journeyhouse.jobs.person;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;

import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.Tables;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Whom a run must redo in the tables about customers, and since when. Who uses it names {@code
 * ops.changed_customer}, {@code gold.fct_session} and {@code gold.bdg_customer_identifier} among
 * the inputs of his contract.
 */
public final class ChangedCustomers {
  private static final String CUSTOMER = "customer_id";
  private static final String SINCE = "since";

  /** The reason of customers some of whose facts or records were withdrawn. */
  public static final String WITHDRAWN = "withdrawn";

  private ChangedCustomers() {}

  /**
   * Customers with the time before which nothing of theirs can have changed, one row each: {@code
   * customer_id, since}. They are those whom identity lists, and those whose sessions this window's
   * run formed anew: a late event without a login lengthens, ties together or splits the sessions
   * of whoever used its device, and takes from the device's own profile what it gives to a login.
   */
  public static Dataset<Row> in(Tables tables, DateWindow window) {
    return tables.once("changed customers", () -> find(tables, window));
  }

  private static Dataset<Row> find(Tables tables, DateWindow window) {
    Dataset<Row> listed =
        tables
            .read("ops.changed_customer")
            .where(window.loaded(col("window_end")))
            .select(CUSTOMER, SINCE);
    Dataset<Row> formed =
        tables
            .read("gold.fct_session")
            .where(window.loaded(col("_window_end")))
            .select(
                col("session_id"),
                col(CUSTOMER),
                col("device_id"),
                min("started_at").over(Window.partitionBy("unit")).as(SINCE));
    Dataset<Row> devices =
        Stitching.resolveDevices(
            formed
                .where(col("device_id").isNotNull())
                .groupBy("device_id")
                .agg(min(SINCE).as(SINCE))
                .withColumn("user_id", lit(null).cast("string")),
            "device_id",
            tables.read("gold.bdg_customer_identifier"));
    return listed
        .union(formed.select(CUSTOMER, SINCE))
        .union(devices.select(CUSTOMER, SINCE))
        .groupBy(CUSTOMER)
        .agg(min(SINCE).as(SINCE));
  }

  /** Customers some of whose facts or records are there no more: {@code customer_id}. */
  public static Dataset<Row> withdrawn(Tables tables, DateWindow window) {
    return tables.once(
        "customers with withdrawn facts",
        () ->
            tables
                .read("ops.changed_customer")
                .where(window.loaded(col("window_end")).and(col("reason").equalTo(WITHDRAWN)))
                .select(CUSTOMER)
                .distinct());
  }

  /**
   * Customers to or from whom facts may have moved, whole histories of them: {@code customer_id}.
   */
  public static Dataset<Row> moved(Tables tables, DateWindow window) {
    return tables.once(
        "moved customers",
        () ->
            tables
                .read("ops.changed_customer")
                .where(
                    window.loaded(col("window_end")).and(col("reason").isin("identity", WITHDRAWN)))
                .select(CUSTOMER)
                .distinct());
  }
}
