package io.journeyhouse.common.lake;

import static org.apache.spark.sql.functions.broadcast;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows that are worked out once, and looked at several times or joined with a large table. Spark
 * cannot know beforehand how many there will be, and so sorts and sends around the large table too.
 *
 * @param rows worked out; where they are few, a join sends them everywhere
 * @param count how many they are
 */
public record HeldRows(Dataset<Row> rows, long count) {
  /** So many rows, of some hundred bytes at most, fit into memory whole. */
  private static final long FEW = 500_000;

  /** Works rows out, now. */
  public static HeldRows of(Dataset<Row> rows) {
    // to count them works them out: one job, where an eager checkpoint takes another
    Dataset<Row> held = rows.localCheckpoint(false);
    long count = held.count();
    return new HeldRows(count <= FEW ? broadcast(held) : held, count);
  }

  /** Whether a join sends them everywhere. */
  public boolean areFew() {
    return count <= FEW;
  }
}
