package io.journeyhouse.jobs.matching;

import static org.apache.spark.sql.functions.col;

import java.io.Serializable;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.sketch.BloomFilter;

/**
 * Which blocks are worth a look.
 *
 * @param tooLarge those of more records than are compared with one another
 * @param shared those of two records or more, and one in a hundred of the others: most blocks hold
 *     one record alone, which need not go anywhere
 */
record BlockSizes(Set<Long> tooLarge, BloomFilter shared) implements Serializable {
  private static final double WRONGLY_SHARED = .01;

  /** 60 MB of filter; beyond that more blocks of one record are looked at. */
  private static final long MOST_EXPECTED = 50_000_000;

  /** Counts the records of each block. */
  static BlockSizes of(Dataset<Long> blocks, int most) {
    Dataset<Row> counts =
        blocks
            .groupBy("value")
            .count()
            .where(col("count").gt(1))
            .persist(StorageLevel.MEMORY_AND_DISK());
    long count = counts.count();
    BlockSizes sizes =
        new BlockSizes(
            counts.where(col("count").gt(most)).select("value").collectAsList().stream()
                .map(row -> row.getLong(0))
                .collect(Collectors.toSet()),
            // Spark makes no filter of nothing
            count == 0
                ? BloomFilter.create(1)
                : counts
                    .stat()
                    .bloomFilter("value", Math.min(MOST_EXPECTED, count), WRONGLY_SHARED));
    counts.unpersist();
    return sizes;
  }

  boolean mayBeShared(long block) {
    return shared.mightContainLong(block);
  }
}
