package io.journeyhouse.jobs.sample;

/**
 * A SplitMix64 generator of random numbers, seeded by a seed, a purpose and up to two numbers.
 * Written out here because the bytes of what is made with it must not change with the JDK.
 */
public class SplitMix {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state;

  /**
   * @param purpose each has its own stream
   */
  protected SplitMix(long seed, int purpose, long a, long b) {
    state = mix(mix(mix(mix(seed + GOLDEN) + purpose + 1) + a) + b);
  }

  /** A bijection of the 64-bit numbers that leaves no pattern. */
  public static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  public long next() {
    state += GOLDEN;
    return mix(state);
  }

  /** In [0, 1). */
  public double unit() {
    return (next() >>> 11) * 0x1.0p-53;
  }

  /** In [0, bound). */
  public int below(int bound) {
    return (int) (((next() >>> 32) * bound) >>> 32);
  }

  /** In [from, to]. */
  public int between(int from, int to) {
    return from + below(to - from + 1);
  }

  public boolean chance(double probability) {
    return unit() < probability;
  }
}
