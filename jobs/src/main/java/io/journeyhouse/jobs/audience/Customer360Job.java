package io.journeyhouse.jobs.audience;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.not;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.common.sql.SqlTableJob;
import io.journeyhouse.jobs.person.ChangedCustomers;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What is known of each customer now. Contract: sql/gold/customer_360/table.yml. */
final class Customer360Job extends SqlTableJob {
  private static final TableName OUTPUT = TableName.of("gold.customer_360");
  private static final String CUSTOMER = "customer_id";

  Customer360Job() {
    super(OUTPUT);
  }

  @Override
  protected Map<String, Dataset<Row>> relations(Tables tables, DateWindow window) {
    Dataset<Row> redone =
        tables.hasRows(OUTPUT.toString()) ? replacedKeys(tables, window) : all(tables);
    return Map.of(
        "redone", redone, "permission", new CustomerPermissions(tables, window).of(redone));
  }

  private static Dataset<Row> all(Tables tables) {
    return tables.once(
        "all customers",
        () -> tables.read("gold.dim_customer").where(col("is_current")).select(CUSTOMER));
  }

  /**
   * Those of whom anything changed, and those whose row says otherwise than the tables whose rows
   * also change by the mere passing of time, or by a change of a definition.
   */
  @Override
  public Dataset<Row> replacedKeys(Tables tables, DateWindow window) {
    return tables.once(
        "customers to look at",
        () ->
            ChangedCustomers.in(tables, window)
                .select(CUSTOMER)
                .union(newVersions(tables, window))
                .union(new CustomerPermissions(tables, window).addressed())
                .union(outdated(tables))
                .where(col(CUSTOMER).startsWith("c_"))
                .distinct());
  }

  private static Dataset<Row> newVersions(Tables tables, DateWindow window) {
    return tables
        .read("gold.dim_customer")
        .where(window.loaded(col("valid_from")).or(window.loaded(col("valid_to"))))
        .select(CUSTOMER);
  }

  private static Dataset<Row> outdated(Tables tables) {
    Dataset<Row> stages =
        tables
            .read("gold.fct_journey_stage")
            .where(col("is_current"))
            .select(col(CUSTOMER), col("stage").as("now_stage"), col("entered_at"));
    Dataset<Row> members =
        tables
            .read("audience.segment_membership")
            .where(col("left_at").isNull())
            .groupBy(CUSTOMER)
            .agg(array_sort(collect_list("audience")).as("now_audiences"));
    Column noAudience = array().cast("array<string>");
    Column isAsNow =
        col("stage")
            .eqNullSafe(col("now_stage"))
            .and(col("stage_entered_at").eqNullSafe(col("entered_at")))
            .and(col("audiences").equalTo(coalesce(col("now_audiences"), noAudience)));
    return tables
        .read(OUTPUT.toString())
        .select(CUSTOMER, "stage", "stage_entered_at", "audiences")
        .join(stages, new String[] {CUSTOMER}, "left")
        .join(members, new String[] {CUSTOMER}, "left")
        .where(not(isAsNow))
        .select(CUSTOMER);
  }
}
