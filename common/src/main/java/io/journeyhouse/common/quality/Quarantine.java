package io.journeyhouse.common.quality;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.journeyhouse.common.contract.TableName;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Rows that were refused, with the rule, where they came from and why; never their values. */
public final class Quarantine {
  /** Columns that a transform may add to say where a row came from and what becomes of it. */
  public static final List<String> TECHNICAL =
      List.of(
          "source",
          "_source_file",
          "_line",
          "_source_row_key",
          Outcome.COPIES,
          Outcome.COLUMN,
          Outcome.REASON);

  private Quarantine() {}

  /** The quarantined rows among judged ones, in the columns of {@code ops.quarantine}. */
  public static Dataset<Row> rows(
      TableName table, Dataset<Row> judged, String runId, Column windowEnd) {
    List<String> present = Arrays.asList(judged.columns());
    return judged
        .where(Outcome.quarantined())
        .select(
            lit(table.toString()).as("table_name"),
            text(present, "source").as("source"),
            text(present, "_source_file").as("source_file"),
            text(present, "_line").cast("long").as("line"),
            text(present, "_source_row_key").as("source_row_key"),
            col(Outcome.COLUMN).as("rule"),
            col(Outcome.REASON).as("reason"),
            lit(runId).as("run_id"),
            windowEnd.as("window_end"));
  }

  private static Column text(List<String> present, String column) {
    return (present.contains(column) ? col(column) : lit(null)).cast("string");
  }
}
