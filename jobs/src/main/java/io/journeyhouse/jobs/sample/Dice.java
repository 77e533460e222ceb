package io.journeyhouse.jobs.sample;

/**
 * Random numbers of one purpose: a SplitMix64 generator seeded by the world's seed, the purpose and
 * up to two numbers. Written out here because the world's bytes must not change with the JDK.
 */
final class Dice {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** What numbers are drawn for; each has its own stream. */
  enum For {
    HOUSEHOLD,
    ADDRESS,
    PERSON,
    LIFE,
    RECORD,
    RECORD_CHANGES,
    CARD,
    CONSENT,
    TICKET,
    VISIT,
    ORDER,
    ANSWER,
    CONTACT,
    WALK_IN,
    BOT,
    DIRT,
    SPEND,
    PRODUCT
  }

  private static final double[] QUANTILES = quantiles(1024);

  private long state;

  Dice(long seed, For purpose, long a, long b) {
    state = mix(mix(mix(mix(seed + GOLDEN) + purpose.ordinal() + 1) + a) + b);
  }

  /** A bijection of the 64-bit numbers that leaves no pattern. */
  static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  long next() {
    state += GOLDEN;
    return mix(state);
  }

  /** In [0, 1). */
  double unit() {
    return (next() >>> 11) * 0x1.0p-53;
  }

  /** In [0, bound). */
  int below(int bound) {
    return (int) (((next() >>> 32) * bound) >>> 32);
  }

  /** In [from, to]. */
  int between(int from, int to) {
    return from + below(to - from + 1);
  }

  boolean chance(double probability) {
    return unit() < probability;
  }

  /**
   * Exponential waiting time, by a table of its quantiles: a logarithm costs more than all else
   * that a life is made of. What lies beyond the table starts anew, since such waiting has no
   * memory.
   */
  double waiting(double mean) {
    double past = 0;
    while (true) {
      double draw = unit() * QUANTILES.length;
      int i = (int) draw;
      if (i + 1 < QUANTILES.length) {
        return mean * (past + QUANTILES[i] + (draw - i) * (QUANTILES[i + 1] - QUANTILES[i]));
      }
      past += QUANTILES[i];
    }
  }

  <T> T pick(T[] values) {
    return values[below(values.length)];
  }

  /** StrictMath, since Math may differ from machine to machine. */
  private static double[] quantiles(int count) {
    double[] quantiles = new double[count];
    for (int i = 0; i < count; i++) {
      quantiles[i] = -StrictMath.log(1 - (double) i / count);
    }
    return quantiles;
  }
}
