package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.min;

import io.journeyhouse.common.lake.HeldRows;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/** The matching of ids with the parts that records fall into, each taken once. */
final class OneToOne {
  private static final String[] ID = {"id"};
  private static final String[] PART = {"part"};

  private OneToOne() {}

  /**
   * What a walk over pairs in order of rank would take: of a pair both ends are free still. It is
   * found without a walk: a pair that comes first for both its ends is taken, again and again among
   * what is left.
   *
   * @param pairs {@code id, part, rank}; no two have the same rank
   * @return {@code id, part}
   */
  static Dataset<Row> of(Dataset<Row> pairs) {
    Column isFirst =
        col("rank")
            .equalTo(min("rank").over(Window.partitionBy("id")))
            .and(col("rank").equalTo(min("rank").over(Window.partitionBy("part"))));
    Dataset<Row> matched = pairs.select("id", "part").limit(0);
    HeldRows left = HeldRows.of(pairs.select("id", "part", "rank"));
    while (left.count() > 0) {
      HeldRows taken =
          HeldRows.of(
              left.rows()
                  .withColumn("is_first", isFirst)
                  .where(col("is_first"))
                  .select("id", "part"));
      matched = matched.union(taken.rows());
      if (taken.count() == left.count()) {
        break;
      }
      left =
          HeldRows.of(
              left.rows()
                  .join(taken.rows().select("id"), ID, "left_anti")
                  .join(taken.rows().select("part"), PART, "left_anti"));
    }
    return HeldRows.of(matched).rows();
  }
}
