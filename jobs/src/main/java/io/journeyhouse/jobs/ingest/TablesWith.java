package io.journeyhouse.jobs.ingest;

import io.journeyhouse.common.run.Tables;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Tables some of which are other rows than those of the lake. */
record TablesWith(Tables tables, Map<String, Dataset<Row>> instead) implements Tables {

  @Override
  public Dataset<Row> read(String table) {
    Dataset<Row> rows = instead.get(table);
    return rows == null ? tables.read(table) : rows;
  }

  @Override
  public boolean hasRows(String table) {
    Dataset<Row> rows = instead.get(table);
    return rows == null ? tables.hasRows(table) : !rows.isEmpty();
  }

  @Override
  public Dataset<Row> once(String name, Supplier<Dataset<Row>> rows) {
    return tables.once(name, rows);
  }

  @Override
  public SparkSession spark() {
    return tables.spark();
  }
}
