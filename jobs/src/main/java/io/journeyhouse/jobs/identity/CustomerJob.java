package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.workspace.GoldenConfig;
import io.journeyhouse.jobs.workspace.IdentityConfig;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;

/** Customers with the best of what their records say. Contract: sql/gold/dim_customer/table.yml. */
final class CustomerJob implements TableJob {
  private static final String OUTPUT = "gold.dim_customer";
  private static final String[] CUSTOMER = {"customer_id"};
  private static final Object[] YES = {"true", "t", "yes", "y", "1"};

  private final GoldenConfig config;

  CustomerJob(GoldenConfig config) {
    this.config = config;
  }

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

  private Dataset<Row> golden(Dataset<Row> records, Dataset<Row> links) {
    GoldenConfig rules = config;
    Column[] input =
        Stream.concat(
                GoldenRecord.INPUT.stream().map(functions::col),
                Stream.of(verified(records).as("verified")))
            .toArray(Column[]::new);
    return records
        .select(struct(input).as("record"), col("record_key"))
        .join(links, "record_key")
        .groupBy("customer_id")
        .agg(collect_list("record").as("records"))
        .map(
            (MapFunction<Row, Row>) row -> GoldenRecord.of(row.getString(0), row.getList(1), rules),
            Encoders.row(GoldenRecord.SCHEMA))
        .withColumn("is_current", lit(true));
  }

  /** The fields in which a record is confirmed, by what is configured for each. */
  private Column verified(Dataset<Row> records) {
    Column[] fields =
        config.rules().entrySet().stream()
            .filter(rule -> rule.getValue().by() != null)
            .map(rule -> when(confirms(records, rule.getValue().by()), rule.getKey()))
            .toArray(Column[]::new);
    return array_compact(array(fields)).cast("array<string>");
  }

  private static Column confirms(Dataset<Row> records, String column) {
    if (column.startsWith(IdentityConfig.ATTRIBUTE)) {
      String name = column.substring(IdentityConfig.ATTRIBUTE.length());
      return lower(trim(col("attributes").getItem(name))).isin(YES);
    }
    boolean isList = records.schema().apply(column).dataType() instanceof ArrayType;
    return isList ? size(col(column)).gt(0) : col(column).isNotNull();
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
