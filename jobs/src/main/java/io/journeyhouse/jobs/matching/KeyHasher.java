package io.journeyhouse.jobs.matching;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The blocks that a record is in, by all keys of a model. Each part is cut once, however many keys
 * look at it. A block's number has its key's place in the upper bits, so that all blocks of a
 * record, sorted, are in the order of the keys.
 */
final class KeyHasher {
  private static final int KEY_BITS = 6;

  /** A block's number without so many of its lowest bits is the place of its key. */
  static final int KEY_SHIFT = Long.SIZE - 1 - KEY_BITS;

  private static final int MOST_BLOCKS_OF_KEY = 8;
  private static final long[] NONE = {};

  private final List<KeyPart> parts = new ArrayList<>();
  private final int[][] partsOfKey;

  KeyHasher(List<BlockingKey> keys) {
    partsOfKey = new int[keys.size()][];
    for (int k = 0; k < partsOfKey.length; k++) {
      List<KeyPart> ofKey = keys.get(k).parts();
      partsOfKey[k] = new int[ofKey.size()];
      for (int i = 0; i < ofKey.size(); i++) {
        if (!parts.contains(ofKey.get(i))) {
          parts.add(ofKey.get(i));
        }
        partsOfKey[k][i] = parts.indexOf(ofKey.get(i));
      }
    }
  }

  /** Ascending, none twice. */
  long[] blocks(Features record) {
    long[][] hashes = new long[parts.size()][];
    for (int p = 0; p < hashes.length; p++) {
      String[] values = parts.get(p).of(record);
      hashes[p] = new long[values.length];
      for (int i = 0; i < values.length; i++) {
        hashes[p][i] = Hash.of(values[i], p);
      }
    }
    long[] blocks = new long[partsOfKey.length * MOST_BLOCKS_OF_KEY];
    int filled = 0;
    for (int k = 0; k < partsOfKey.length; k++) {
      for (long hash : blocks(k, hashes)) {
        blocks[filled++] = hash;
      }
    }
    return Arrays.stream(blocks, 0, filled).sorted().distinct().toArray();
  }

  /** The place of the key that a block is of. */
  static int key(long block) {
    return (int) (block >>> KEY_SHIFT);
  }

  /** A part of a block that is too large. */
  static long within(long block, long hash) {
    return numbered(key(block), Hash.mix(block ^ Hash.mix(hash)));
  }

  private static long numbered(int key, long hash) {
    return (long) key << KEY_SHIFT | hash >>> (KEY_BITS + 1);
  }

  private long[] blocks(int key, long[][] hashes) {
    long[] blocks = {0};
    for (int part : partsOfKey[key]) {
      long[] values = hashes[part];
      long[] next = new long[Math.min(MOST_BLOCKS_OF_KEY, blocks.length * values.length)];
      if (next.length == 0) {
        return NONE;
      }
      for (int i = 0; i < next.length; i++) {
        next[i] = Hash.mix(blocks[i % blocks.length] ^ values[i / blocks.length]);
      }
      blocks = next;
    }
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = numbered(key, blocks[i]);
    }
    return blocks;
  }
}
