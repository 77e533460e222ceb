package io.journeyhouse.jobs.sample;

import java.util.SortedMap;
import java.util.TreeMap;

/** Counts of rows and of planted dirt. Sums are the same in any order, so threads share one. */
final class Tally {
  private final SortedMap<String, Long> rows = new TreeMap<>();
  private final SortedMap<String, Long> dirt = new TreeMap<>();

  synchronized void rows(String source, long count) {
    rows.merge(source, count, Long::sum);
  }

  synchronized void dirt(String source, Dirt kind, long count) {
    if (count > 0) {
      dirt.merge(source + "," + kind.word(), count, Long::sum);
    }
  }

  synchronized SortedMap<String, Long> rows() {
    return new TreeMap<>(rows);
  }

  synchronized SortedMap<String, Long> dirt() {
    return new TreeMap<>(dirt);
  }
}
