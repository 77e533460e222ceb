package io.journeyhouse.jobs.matching;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A record as a member of its blocks. */
final class BlockEntry {
  private final long id;
  private final int[] blocks;
  private final ByteBuffer record;
  private final int fields;
  private @Nullable Features features;

  private BlockEntry(long id, int[] blocks, ByteBuffer record, int fields) {
    this.id = id;
    this.blocks = blocks;
    this.record = record;
    this.fields = fields;
  }

  /** The record with all of its blocks, as it is shuffled. */
  static byte[] encode(long[] blocks, byte[] features) {
    ByteBuffer bytes = ByteBuffer.allocate(2 + blocks.length * Integer.BYTES + features.length);
    bytes.putShort((short) blocks.length);
    for (long block : blocks) {
      bytes.putInt(fold(block));
    }
    return bytes.put(features).array();
  }

  static BlockEntry decode(long id, byte[] bytes, int fields) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    int[] blocks = new int[buffer.getShort()];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = buffer.getInt();
    }
    return new BlockEntry(id, blocks, buffer, fields);
  }

  long id() {
    return id;
  }

  /**
   * Folded to half their bits, in the order of the keys: enough to see which of the blocks that two
   * records share comes first.
   */
  int[] blocks() {
    return blocks;
  }

  /** Decoded when it is asked for: many records have met all others of a block before. */
  Features features() {
    if (features == null) {
      features = FeatureCodec.decode(record, fields);
    }
    return features;
  }

  /** Whether a block before this one holds both records, so that they were compared there. */
  boolean metBefore(long block, BlockEntry other) {
    int here = fold(block);
    for (int own : blocks) {
      if (own == here) {
        return false;
      }
      for (int theirs : other.blocks) {
        if (own == theirs) {
          return true;
        }
      }
    }
    return false;
  }

  private static int fold(long block) {
    return (int) (block ^ block >>> Integer.SIZE);
  }
}
