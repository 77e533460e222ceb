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
    return Long.remainderUnsigned(Hash.mix(block), oneIn) == 0;
  }

  /** Whether a share of all records holds the one of this key. */
  static boolean takes(String key, double share) {
    return (Hash.of(key, 3) >>> 11) * 0x1p-53 < share;
  }

  /** Whether a record is in a block that is taken. */
  static boolean takes(Features record, BlockingKey key, long oneIn) {
    for (long hash : key.hashes(record)) {
      if (takes(hash, oneIn)) {
        return true;
      }
    }
    return false;
  }
}
