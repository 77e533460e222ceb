package io.journeyhouse.jobs.matching;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** How many pairs have each pattern. */
final class PatternCounts {
  private final Map<Long, long[]> counts = new HashMap<>();

  void add(long pattern) {
    counts.computeIfAbsent(pattern, p -> new long[1])[0]++;
  }

  /** In the order of the patterns, so that sums over them are the same in every run. */
  Map<Long, long[]> sorted() {
    return new TreeMap<>(counts);
  }
}
