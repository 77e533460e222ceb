package io.journeyhouse.jobs.matching;

import static io.journeyhouse.jobs.matching.FieldWeights.log2;

/** How likely two records are of one person, in bits: 0 is one in two, 1 is two in three. */
final class Scorer {
  /** Below this many bits relatives are not worth the logarithm. */
  private static final double NO_RELATIVES = -20;

  private final Model model;
  private final Patterns patterns;
  private final Comparison[] comparisons;
  private final boolean[] weighsFrequency;
  private final double[][] bits;
  private final double[][] highest;
  private final double[][] relation;
  private final double[][] priors;
  private final double[][] relatives;
  private final double[] exact;

  Scorer(Model model) {
    this.model = model;
    patterns = new Patterns(model.fields());
    int fields = model.fields().size();
    comparisons = new Comparison[fields];
    weighsFrequency = new boolean[fields];
    bits = new double[fields][];
    highest = new double[fields][];
    relation = new double[fields][];
    exact = new double[fields];
    for (int f = 0; f < fields; f++) {
      FieldWeights weights = model.weights().get(f);
      comparisons[f] = model.fields().get(f).kind().comparison();
      weighsFrequency[f] = model.weighsRarity() && model.fields().get(f).kind().weighsFrequency();
      int levels = comparisons[f].exact();
      bits[f] = new double[levels + 1];
      relation[f] = new double[levels + 1];
      for (int level = 1; level <= levels; level++) {
        bits[f][level] = weights.bits(level);
        relation[f][level] = log2(weights.r()[level] / weights.m()[level]);
      }
      exact[f] = weights.m()[levels];
      highest[f] = bits[f].clone();
      if (weighsFrequency[f]) {
        highest[f][levels] = log2(exact[f] / model.frequencies().leastShare(f));
      }
    }
    priors = logarithms(model.priors());
    relatives = logarithms(model.relatives());
  }

  Patterns patterns() {
    return patterns;
  }

  double bits(Features left, Features right) {
    return bits(patterns.of(left, right), left, right);
  }

  double bits(long pattern, Features left, Features right) {
    double same = priorBits(left, right);
    double related = relatives[left.source()][right.source()];
    for (int f = 0; f < bits.length; f++) {
      int level = Patterns.level(pattern, f);
      if (level != Comparison.MISSING) {
        double ofField = fieldBits(pattern, f, left, right);
        same += ofField;
        related += ofField + relation[f][level];
      }
    }
    return same - householdBits(related);
  }

  /**
   * As many bits as a pair of this pattern may have, for whatever values: most pairs are seen from
   * it to be of two people. Summed up as the bits are, so that it is not less by rounding either.
   */
  double mostBits(long pattern, Features left, Features right) {
    double most = priorBits(left, right);
    for (int f = 0; f < highest.length; f++) {
      int level = Patterns.level(pattern, f);
      if (level != Comparison.MISSING) {
        most += highest[f][level];
      }
    }
    return most;
  }

  /** Bits of what people of one household seldom share: given name, birth date, gender. */
  double ownBits(Features left, Features right) {
    long pattern = patterns.of(left, right);
    double sum = 0;
    for (int f = 0; f < bits.length; f++) {
      if (model.fields().get(f).kind().isOwn()) {
        sum += fieldBits(pattern, f, left, right);
      }
    }
    return sum;
  }

  double priorBits(Features left, Features right) {
    return priors[left.source()][right.source()];
  }

  /** Bits of one field: those of its level, or of the very value where the field weighs it. */
  double fieldBits(long pattern, int field, Features left, Features right) {
    int level = Patterns.level(pattern, field);
    if (level == comparisons[field].exact() && weighsFrequency[field]) {
      return log2(exact[field] / rarestInCommon(left, right, field));
    }
    return bits[field][level];
  }

  /** What the chance of relatives takes away, given the bits for relatives. */
  private static double householdBits(double related) {
    return related < NO_RELATIVES ? 0 : log2(1 + Math.pow(2, related));
  }

  private double rarestInCommon(Features left, Features right, int field) {
    double rarest = 1;
    for (String a : left.values()[field]) {
      for (String b : right.values()[field]) {
        if (a.equals(b)) {
          rarest = Math.min(rarest, model.frequencies().share(field, a));
        }
      }
    }
    return rarest;
  }

  private static double[][] logarithms(double[][] chances) {
    double[][] logarithms = new double[chances.length][];
    for (int i = 0; i < chances.length; i++) {
      logarithms[i] = new double[chances[i].length];
      for (int j = 0; j < chances[i].length; j++) {
        logarithms[i][j] = log2(Math.max(chances[i][j], Double.MIN_NORMAL));
      }
    }
    return logarithms;
  }
}
