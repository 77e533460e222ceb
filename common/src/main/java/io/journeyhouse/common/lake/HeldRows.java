package io.journeyhouse.common.lake;

import static org.apache.spark.sql.functions.broadcast;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Rows that are worked out once, and looked at several times or joined with a large table. Spark
 * cannot know beforehand how many there will be, and so sorts and sends around the large table too.
 *
 * @param rows worked out; where they are few, a join sends them everywhere, and where there are
 *     none, they are an empty relation
 * @param count how many they are
 */
public record HeldRows(Dataset<Row> rows, long count) {
  /** So many rows, of some hundred bytes at most, fit into memory whole. */
  private static final long FEW = 500_000;

  /** Works rows out, now. */
  public static HeldRows of(Dataset<Row> rows) {
    // to count them works them out: one job, where an eager checkpoint takes another
    Dataset<Row> held = hold(rows, false);
    long count = held.count();
    if (count == 0) {
      // told that there is nothing, Spark leaves out all that is joined with it
      return new HeldRows(rows.sparkSession().createDataFrame(List.of(), rows.schema()), 0);
    }
    return new HeldRows(count <= FEW ? broadcast(held) : held, count);
  }

  /**
   * Rows of which Spark forgets how they came about. On a cluster each is held on two executors, or
   * the loss of one would be the end of the step.
   *
   * @param eager whether to work them out now, or when they are first asked for
   */
  public static Dataset<Row> hold(Dataset<Row> rows, boolean eager) {
    boolean isLocal = rows.sparkSession().sparkContext().isLocal();
    return rows.localCheckpoint(
        eager, isLocal ? StorageLevel.MEMORY_AND_DISK() : StorageLevel.MEMORY_AND_DISK_2());
  }

  /** Whether a join sends them everywhere. */
  public boolean areFew() {
    return count <= FEW;
  }
}
