package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.struct;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.lake.HeldRows;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.Tables;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Households, of those that the run changed. Contract: sql/gold/dim_household/table.yml. */
final class HouseholdJob implements TableJob {
  private static final String OUTPUT = "gold.dim_household";
  private static final String[] RECORD = {"record_key"};
  private static final String[] CUSTOMER = {"customer_id"};
  private static final String[] HOUSEHOLD = {"household_id"};

  @Override
  public TableName output() {
    return TableName.of(OUTPUT);
  }

  @Override
  public Dataset<Row> transform(Tables tables, DateWindow window) {
    Dataset<Row> all = tables.read(HouseholdRecordJob.OUTPUT);
    Dataset<Row> current = HouseholdVersions.current(all);
    Dataset<Row> changed =
        HeldRows.of(
                HouseholdVersions.changed(all, window, HOUSEHOLD[0])
                    .union(restated(tables, current, window))
                    .distinct())
            .rows();
    Dataset<Row> members = current.join(changed, HOUSEHOLD, "left_semi");
    Dataset<Row> households =
        members
            .join(tables.read("silver.customer_records").select(columns()), RECORD)
            .groupBy("household_id")
            .agg(
                count_distinct(col("customer_id")).as("customer_count"),
                count(lit(1)).as("record_count"),
                max_by(col("address"), struct("stated_at", "record_key")).as("address"))
            .select("household_id", "customer_count", "record_count", "address.*");
    Dataset<Row> gone =
        tables
            .read(OUTPUT)
            .where(col("is_current"))
            .select("household_id")
            .join(changed, HOUSEHOLD, "left_semi")
            .join(households, HOUSEHOLD, "left_anti");
    return HouseholdVersions.states(households, gone, window);
  }

  /** Households of customers whom the run looked at: a record may write its address otherwise. */
  private static Dataset<Row> restated(Tables tables, Dataset<Row> current, DateWindow window) {
    Dataset<Row> seen =
        tables
            .read(CustomerRecordLinkJob.OUTPUT)
            .where(Links.seenBy(window))
            .select("customer_id")
            .distinct();
    return current.join(seen, CUSTOMER, "left_semi").select(HOUSEHOLD[0]);
  }

  private static Column[] columns() {
    Column[] address = GoldenRecord.ADDRESS.stream().map(functions::col).toArray(Column[]::new);
    return Stream.of(
            col("record_key"),
            coalesce(col("updated_at"), col("created_at")).as("stated_at"),
            struct(address).as("address"))
        .toArray(Column[]::new);
  }
}
