package io.journeyhouse.bench.identity;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Things to draw from, some more often than others. */
final class Weighted<T> {
  private final List<T> values;
  private final double[] upTo;

  private Weighted(List<T> values, double[] weights) {
    this.values = values;
    upTo = weights;
    for (int i = 1; i < upTo.length; i++) {
      upTo[i] += upTo[i - 1];
    }
  }

  static <T> Weighted<T> by(List<T> values, ToDoubleFunction<T> weight) {
    return new Weighted<>(values, values.stream().mapToDouble(weight).toArray());
  }

  /** The first are the most frequent; {@code flat} ranks differ little before the fall begins. */
  static <T> Weighted<T> zipf(List<T> ranked, int flat, double exponent) {
    double[] weights = new double[ranked.size()];
    for (int rank = 0; rank < weights.length; rank++) {
      weights[rank] = zipf(rank, flat, exponent);
    }
    return new Weighted<>(ranked, weights);
  }

  static double zipf(int rank, int flat, double exponent) {
    return StrictMath.pow(rank + 1 + flat, -exponent);
  }

  T pick(Dice dice) {
    double draw = dice.unit() * upTo[upTo.length - 1];
    int at = Arrays.binarySearch(upTo, draw);
    return values.get(Math.min(at >= 0 ? at + 1 : -at - 1, upTo.length - 1));
  }
}
