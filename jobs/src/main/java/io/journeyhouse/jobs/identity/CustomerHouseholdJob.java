package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.Tables;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Which customers are in which households, of those whom the run moved. Contract:
 * sql/gold/bdg_customer_household/table.yml.
 */
final class CustomerHouseholdJob implements TableJob {
  private static final String OUTPUT = "gold.bdg_customer_household";
  private static final String[] CUSTOMER = {"customer_id"};
  private static final String[] PAIR = {"customer_id", "household_id"};

  @Override
  public TableName output() {
    return TableName.of(OUTPUT);
  }

  @Override
  public Dataset<Row> transform(Tables tables, DateWindow window) {
    Dataset<Row> records = tables.read(HouseholdRecordJob.OUTPUT);
    Dataset<Row> moved = HouseholdVersions.changed(records, window, "customer_id");
    Dataset<Row> pairs =
        HouseholdVersions.current(records)
            .join(moved, CUSTOMER, "left_semi")
            .groupBy("customer_id", "household_id")
            .agg(count(lit(1)).as("record_count"));
    Dataset<Row> left =
        tables
            .read(OUTPUT)
            .where(col("is_current"))
            .join(moved, CUSTOMER, "left_semi")
            .select("customer_id", "household_id")
            .join(pairs, PAIR, "left_anti");
    return HouseholdVersions.states(pairs, left, window);
  }
}
