package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.ceil;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.lake.HeldRows;
import io.journeyhouse.common.run.DateWindow;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * How to read {@code gold.identity_block_key}.
 *
 * @param rows of it
 * @param most the most records of a block that are compared with one another
 */
record BlockKeys(Dataset<Row> rows, int most, DateWindow window) {
  private static final String[] RECORD = {"record_key"};
  private static final String[] BLOCK = {"block"};
  private static final String[] PART = {"block", "part"};

  /** Whether all was made anew by the window's run. */
  boolean areNew() {
    return rows.where(not(isOfRun())).isEmpty();
  }

  /** {@code block}: those of more records than are compared with one another. */
  Dataset<Row> tooLarge() {
    return rows.groupBy("block")
        .agg(sum("change").as("size"))
        .where(col("size").gt(most))
        .select("block");
  }

  /** {@code record_key} of those that are or were in blocks. */
  Dataset<Row> members(Dataset<Row> blocks) {
    return rows.join(blocks, BLOCK, "left_semi").select("record_key").distinct();
  }

  /** {@code record_key} of all that are or were in a block with one of the given. */
  Dataset<Row> met(Dataset<Row> records) {
    Dataset<Row> blocks =
        HeldRows.of(rows.join(records, RECORD, "left_semi").select("block").distinct()).rows();
    return members(blocks);
  }

  /**
   * {@code record_key} of records that did not change themselves, but are compared with others than
   * before the window's run, because their block has grown too large, or is so no more, or because
   * a part of it has.
   */
  Dataset<Row> otherwiseParted() {
    Dataset<Row> touched = HeldRows.of(rows.where(isOfRun()).select("block").distinct()).rows();
    Column before = sum(when(not(isOfRun()), col("change")).otherwise(0));
    Dataset<Row> parted =
        HeldRows.of(
                rows.join(touched, BLOCK, "left_semi")
                    .groupBy("block", "part")
                    .agg(sum("change").as("now"), before.as("before"))
                    .withColumn("all_now", sum("now").over(Window.partitionBy("block")))
                    .withColumn("all_before", sum("before").over(Window.partitionBy("block")))
                    .where(not(tiles("now", "all_now").equalTo(tiles("before", "all_before"))))
                    .select("block", "part"))
            .rows();
    return rows.join(parted, PART, "left_semi").select("record_key").distinct();
  }

  /** Into how many tiles a part is cut; 0 where the block is compared whole. */
  private Column tiles(String part, String block) {
    return when(col(block).leq(most), 0).otherwise(ceil(col(part).divide(lit(most))));
  }

  private Column isOfRun() {
    return col("_window_end").equalTo(window.end());
  }
}
