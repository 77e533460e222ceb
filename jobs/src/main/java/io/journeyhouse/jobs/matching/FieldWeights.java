package io.journeyhouse.jobs.matching;

import java.io.Serializable;

/**
 * What a field's levels say. Index 0 of each is not used: a missing value says nothing.
 *
 * @param m the chance of each level for two records of one person
 * @param u for two people taken at random
 * @param r for two people who share a household
 */
record FieldWeights(double[] m, double[] u, double[] r) implements Serializable {
  double bits(int level) {
    return level == Comparison.MISSING ? 0 : log2(m[level] / u[level]);
  }

  static double log2(double x) {
    return Math.log(x) / LN_2;
  }

  private static final double LN_2 = Math.log(2);
}
