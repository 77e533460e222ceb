package io.journeyhouse.jobs.matching;

import java.util.Arrays;
import org.apache.spark.util.AccumulatorV2;

/**
 * How many pairs were compared by each key, and the CPU time that it took in nanoseconds, in the
 * last place. For what is told to people: work that Spark repeats counts twice.
 */
final class PairCounts extends AccumulatorV2<long[], long[]> {
  private static final long serialVersionUID = 1;

  private final long[] counts;

  PairCounts(int keys) {
    counts = new long[keys + 1];
  }

  @Override
  public boolean isZero() {
    return Arrays.stream(counts).allMatch(count -> count == 0);
  }

  @Override
  public PairCounts copy() {
    PairCounts copy = new PairCounts(counts.length - 1);
    copy.add(counts);
    return copy;
  }

  @Override
  public void reset() {
    Arrays.fill(counts, 0);
  }

  @Override
  public void add(long[] more) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += more[i];
    }
  }

  @Override
  public void merge(AccumulatorV2<long[], long[]> other) {
    add(other.value());
  }

  @Override
  public long[] value() {
    return counts.clone();
  }
}
