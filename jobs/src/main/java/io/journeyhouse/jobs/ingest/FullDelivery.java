package io.journeyhouse.jobs.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.contract.TableContract;
import io.journeyhouse.common.lake.HeldRows;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.workspace.SourceConfig;
import java.util.Arrays;
import java.util.Objects;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * What a source says by leaving it out, whose every delivery has all of its records: a record that
 * the latest does not name is deleted. It comes back when a later one names it, though the source
 * did not change it. Of a delivery with a line that cannot be read nobody knows whom it leaves out.
 */
final class FullDelivery {
  /** Begins the content hash of what was left out and came back: it sorts behind any other. */
  private static final String LAST = "~";

  private static final String[] KEY = {"record_key"};

  private final SourceConfig source;
  private final TableContract contract;
  private final DateWindow window;

  FullDelivery(SourceConfig source, TableContract contract, DateWindow window) {
    this.source = source;
    this.contract = contract;
    this.window = window;
  }

  /**
   * Rows of persons with what they leave out.
   *
   * @param rows that the window's runs loaded, in the columns of the contract
   */
  Dataset<Row> complete(Dataset<Row> rows, Tables tables) {
    Dataset<Row> held = HeldRows.of(rows.withColumn("_day", day())).rows();
    String latest = held.agg(max("_day")).as(Encoders.STRING()).head();
    if (latest == null) {
      return rows;
    }
    Dataset<Row> last = held.where(col("_day").equalTo(latest));
    if (!last.where(col("record_key").isNull()).isEmpty()) {
      return rows;
    }
    Dataset<Row> named = HeldRows.of(last.select("record_key").distinct()).rows();
    Dataset<Row> earlier = held.where(not(col("_day").equalTo(latest)));
    Dataset<Row> present = tables.read(contract.name().toString());
    Dataset<Row> own = present.where(col("source").equalTo(source.name()));
    Dataset<Row> absent =
        own.where(not(col("is_deleted")))
            .select(contract.columnNames().stream().map(functions::col).toArray(Column[]::new))
            .join(named, KEY, "left_anti");
    return leftOut(earlier.join(named, KEY, "left_anti"))
        .unionByName(earlier.join(named, KEY, "left_semi"))
        .unionByName(again(last, own))
        .drop("_day")
        .unionByName(leftOut(absent), true);
  }

  /** The day that a row's file is of; the same for all where names of files say none. */
  private Column day() {
    String path = Objects.requireNonNull(source.path());
    return FileSearch.isDated(path)
        ? regexp_extract(col("_source_file"), FileSearch.regex(path), 1)
        : lit("");
  }

  private Dataset<Row> leftOut(Dataset<Row> rows) {
    return rows.withColumn("is_deleted", lit(true))
        .withColumn("_row_hash", concat(lit(LAST), lit(window.to().toString())))
        .withColumn("_window_end", window.end());
  }

  /** Rows of which those that were left out before count as new. */
  private Dataset<Row> again(Dataset<Row> rows, Dataset<Row> own) {
    Dataset<Row> left =
        own.where(col("is_deleted").and(col("_row_hash").startsWith(LAST)))
            .select(col("record_key"), col("updated_at").as("_left_at"), lit(true).as("_is_back"));
    Column isBack = coalesce(col("_is_back"), lit(false));
    Column[] columns = Arrays.stream(rows.columns()).map(functions::col).toArray(Column[]::new);
    return rows.join(HeldRows.of(left).rows(), KEY, "left")
        .withColumn(
            "updated_at",
            when(isBack, greatest(col("updated_at"), col("_left_at"))).otherwise(col("updated_at")))
        .withColumn(
            "_row_hash",
            when(isBack, concat(lit(LAST), lit(window.to().toString() + " "), col("_row_hash")))
                .otherwise(col("_row_hash")))
        .select(columns);
  }
}
