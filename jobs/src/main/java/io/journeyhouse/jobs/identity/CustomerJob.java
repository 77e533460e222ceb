package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.Tables;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Customers with the best of what their records say. Contract: sql/gold/dim_customer/table.yml. */
final class CustomerJob implements TableJob {
  private static final String OUTPUT = "gold.dim_customer";
  private static final String[] CUSTOMER = {"customer_id"};

  @Override
  public TableName output() {
    return TableName.of(OUTPUT);
  }

  @Override
  public Dataset<Row> transform(Tables tables, DateWindow window) {
    Dataset<Row> links = tables.read(CustomerRecordLinkJob.OUTPUT);
    Dataset<Row> current = Links.current(links).select("record_key", "customer_id");
    Dataset<Row> states = anonymous(tables);
    if (tables.hasRows(OUTPUT)) {
      Dataset<Row> seen = links.where(Links.seenBy(window)).select("customer_id").distinct();
      states = states.unionByName(gone(seen, current), true);
      current = current.join(seen, CUSTOMER, "left_semi");
    }
    return states
        .unionByName(golden(tables.read("silver.customer_records"), current), true)
        .withColumn("valid_from", window.end());
  }

  private static Dataset<Row> golden(Dataset<Row> records, Dataset<Row> links) {
    Dataset<Row> stated =
        records.select(
            GoldenRecord.INPUT.stream()
                .map(functions::col)
                .toArray(org.apache.spark.sql.Column[]::new));
    return stated
        .join(links, "record_key")
        .groupBy("customer_id")
        .agg(
            collect_list(
                    struct(
                        GoldenRecord.INPUT.stream()
                            .map(functions::col)
                            .toArray(org.apache.spark.sql.Column[]::new)))
                .as("records"))
        .map(
            (MapFunction<Row, Row>) row -> GoldenRecord.of(row.getString(0), row.getList(1)),
            Encoders.row(GoldenRecord.SCHEMA))
        .withColumn("is_current", lit(true));
  }

  /** Customers that no record belongs to any more: their open version ends. */
  private static Dataset<Row> gone(Dataset<Row> seen, Dataset<Row> current) {
    return seen.join(current, CUSTOMER, "left_anti").withColumn("is_current", lit(false));
  }

  private static Dataset<Row> anonymous(Tables tables) {
    return tables
        .spark()
        .range(1)
        .select(lit("anonymous").as("customer_id"), lit(true).as("is_current"));
  }
}
