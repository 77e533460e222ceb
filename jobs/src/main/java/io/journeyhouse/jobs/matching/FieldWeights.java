package io.journeyhouse.jobs.matching;

import java.io.Serializable;
import java.util.stream.IntStream;

/**
 * What a field's levels say. Index 0 of each is not used: a missing value says nothing.
 *
 * @param m the chance of each level for two records of one person
 * @param u for two people taken at random
 * @param r for two people who share a household
 * @param weighedAs the level whose chances each one has: its own, or, where too few pairs showed it
 *     to tell, its neighbour's
 */
record FieldWeights(double[] m, double[] u, double[] r, int[] weighedAs) implements Serializable {
  FieldWeights(double[] m, double[] u, double[] r) {
    this(m, u, r, IntStream.range(0, m.length).toArray());
  }

  /** The same, but levels that fewer pairs showed than the least are weighed as a neighbour. */
  FieldWeights withRareLevelsMerged(long[] shown, long least) {
    double[][] merged = {m.clone(), u.clone(), r.clone()};
    int[] as = weighedAs.clone();
    for (int level = 1; level < as.length; level++) {
      if (shown[level] < least) {
        as[level] = neighbour(level, shown, least);
        for (double[] chances : merged) {
          chances[level] = chances[as[level]];
        }
      }
    }
    return new FieldWeights(merged[0], merged[1], merged[2], as);
  }

  /**
   * The next level that enough pairs showed, downwards first; the level itself if there is none.
   */
  private static int neighbour(int level, long[] shown, long least) {
    for (int other = level - 1; other >= 1; other--) {
      if (shown[other] >= least) {
        return other;
      }
    }
    for (int other = level + 1; other < shown.length; other++) {
      if (shown[other] >= least) {
        return other;
      }
    }
    return level;
  }

  double bits(int level) {
    return level == Comparison.MISSING ? 0 : log2(m[level] / u[level]);
  }

  static double log2(double x) {
    return Math.log(x) / LN_2;
  }

  private static final double LN_2 = Math.log(2);
}
