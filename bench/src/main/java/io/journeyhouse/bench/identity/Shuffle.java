package io.journeyhouse.bench.identity;

/**
 * An order of numbers that leaves no pattern and needs no memory: a Feistel network on the least
 * even number of bits, walked until it is back among the numbers.
 */
final class Shuffle {
  private static final int ROUNDS = 4;

  private final long seed;
  private final int count;
  private final int halfBits;

  Shuffle(long seed, int count) {
    this.seed = seed;
    this.count = count;
    halfBits = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(count) + 1) / 2);
  }

  /** The number at a place; both in [0, count). */
  int at(int place) {
    long number = place;
    do {
      number = permuted(number);
    } while (number >= count);
    return (int) number;
  }

  private long permuted(long number) {
    long mask = (1L << halfBits) - 1;
    long left = number >>> halfBits;
    long right = number & mask;
    for (int round = 0; round < ROUNDS; round++) {
      long mixed = Dice.mix(Dice.mix(seed + round) + right) & mask;
      long next = left ^ mixed;
      left = right;
      right = next;
    }
    return left << halfBits | right;
  }
}
