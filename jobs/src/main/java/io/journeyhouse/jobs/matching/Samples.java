package io.journeyhouse.jobs.matching;

import java.util.List;

/** Where training takes records from. Each answer is the same whenever it is asked. */
interface Samples {
  /** How many records there are of each source. */
  long[] sizes();

  /** At most about so many records, taken by their hash, in the order of their keys. */
  List<Features> random(int most);

  /**
   * For each key the records that are in every {@code oneIn}th of its blocks, in the order of their
   * keys.
   */
  List<List<Features>> ofBlocks(List<BlockingKey> keys, List<Long> oneIn);

  /** Whether a block is one that is taken. */
  static boolean takes(long block, long oneIn) {
    return Long.remainderUnsigned(mix(block), oneIn) == 0;
  }

  /** Scatters the bits of a number. */
  static long mix(long x) {
    long y = x * 0x9E3779B97F4A7C15L;
    y = (y ^ (y >>> 32)) * 0xD6E8FEB86659FD93L;
    return y ^ (y >>> 32);
  }
}
