package io.journeyhouse.jobs.attribution;

/** How a conversion is credited to its touches: in equal shares to some of them. */
enum Model {
  /** All to the first touch. */
  FIRST {
    @Override
    int from(int touches) {
      return 0;
    }

    @Override
    int to(int touches) {
      return 1;
    }
  },

  /** All to the last touch. */
  LAST {
    @Override
    int from(int touches) {
      return touches - 1;
    }

    @Override
    int to(int touches) {
      return touches;
    }
  },

  /** To all touches alike. */
  LINEAR {
    @Override
    int from(int touches) {
      return 0;
    }

    @Override
    int to(int touches) {
      return touches;
    }
  };

  /** Index of the first touch with credit, of one touch or more. */
  abstract int from(int touches);

  /** Index after the last touch with credit. */
  abstract int to(int touches);

  /**
   * One of some equal shares of a sum of cents. Shares differ by a cent at most, the larger ones
   * first, and add up to the sum, also to a negative one.
   */
  static long share(long cents, int shares, int index) {
    long rest = Math.floorMod(cents, (long) shares);
    return Math.floorDiv(cents, (long) shares) + (index < rest ? 1 : 0);
  }
}
