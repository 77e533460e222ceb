package io.journeyhouse.bench.identity;

import java.util.List;

/**
 * Random numbers of one purpose: a SplitMix64 generator seeded by the world's seed, the purpose and
 * up to two numbers. Written out here because the file's bytes must not change with the JDK.
 */
final class Dice {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** What numbers are drawn for; each has its own stream. */
  enum For {
    GEOGRAPHY,
    SURNAME_RANKS,
    HOUSEHOLD,
    HOUSEHOLD_MOVE,
    HOUSEHOLD_ADDRESS,
    RENAMING,
    LIFE,
    PHONE,
    EMAIL,
    SHARED_EMAIL,
    CONTACT,
    MISTAKES
  }

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

  /** In [from, to], small numbers as likely as large ones ten times as far apart. */
  int logBetween(int from, int to) {
    return (int) Math.round(from * StrictMath.pow((double) to / from, unit()));
  }

  boolean chance(double probability) {
    return unit() < probability;
  }

  boolean chance(Rate rate) {
    return chance(rate.planned);
  }

  <T> T pick(List<T> values) {
    return values.get(below(values.size()));
  }
}
