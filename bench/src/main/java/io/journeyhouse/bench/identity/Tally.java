package io.journeyhouse.bench.identity;

/** What could have happened how often, and what did. */
final class Tally {
  private final long[] chances = new long[Rate.values().length];
  private final long[] hits = new long[Rate.values().length];

  void count(Rate rate, boolean happened) {
    chances[rate.ordinal()]++;
    hits[rate.ordinal()] += happened ? 1 : 0;
  }

  /** One of those from the first to the last happened. */
  void countOneOf(Rate first, Rate last, Rate happened) {
    for (int i = first.ordinal(); i <= last.ordinal(); i++) {
      chances[i]++;
    }
    hits[happened.ordinal()]++;
  }

  /** NaN where it never could. */
  double realised(Rate rate) {
    return (double) hits[rate.ordinal()] / chances[rate.ordinal()];
  }
}
