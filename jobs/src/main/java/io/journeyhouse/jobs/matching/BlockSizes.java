package io.journeyhouse.jobs.matching;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.sketch.BloomFilter;
import org.apache.spark.util.sketch.IncompatibleMergeException;

/**
 * Which blocks are worth a look.
 *
 * @param tooLarge those of more records than are compared with one another
 * @param shared those of two records or more, and one in a hundred of the others: most blocks hold
 *     one record alone, which need not go anywhere
 * @param members the records of all that hold two or more, each as often as it is in one
 */
record BlockSizes(Set<Long> tooLarge, BloomFilter shared, long members) implements Serializable {
  private static final double WRONGLY_SHARED = .01;

  /** 60 MB of filter; beyond that more blocks of one record are looked at. */
  private static final long MOST_EXPECTED = 50_000_000;

  /** The blocks of a partition that two records or more share. */
  private record Counted(long[] shared, long[] tooLarge, long members) implements Serializable {
    static Counted of(long[] blocks, int most) {
      Arrays.sort(blocks);
      LongStream.Builder tooLarge = LongStream.builder();
      long members = 0;
      int shared = 0;
      int from = 0;
      for (int i = 1; i <= blocks.length; i++) {
        if (i < blocks.length && blocks[i] == blocks[from]) {
          continue;
        }
        int count = i - from;
        if (count > most) {
          tooLarge.add(blocks[from]);
        }
        if (count > 1) {
          members += count;
          blocks[shared++] = blocks[from];
        }
        from = i;
      }
      return new Counted(Arrays.copyOf(blocks, shared), tooLarge.build().toArray(), members);
    }
  }

  /**
   * Counts the records of each block.
   *
   * @param blocks of each record
   */
  static BlockSizes of(JavaRDD<long[]> blocks, int most, int partitions) {
    Parcels.Packing<long[]> packing =
        (all, parcels) -> {
          for (long block : all) {
            int partition = (int) Long.remainderUnsigned(block, partitions);
            parcels.to(partition, Long.BYTES).putLong(block);
          }
        };
    JavaRDD<Counted> counted =
        Parcels.sent(blocks, packing, partitions)
            .mapPartitions(parcels -> List.of(Counted.of(longs(parcels), most)).iterator())
            .persist(StorageLevel.MEMORY_AND_DISK());
    Set<Long> tooLarge = new HashSet<>();
    long count = 0;
    long members = 0;
    for (Counted each :
        counted
            .map(part -> new Counted(new long[] {part.shared.length}, part.tooLarge, part.members))
            .collect()) {
      LongStream.of(each.tooLarge).forEach(tooLarge::add);
      count += each.shared[0];
      members += each.members;
    }
    BloomFilter none =
        BloomFilter.create(Math.max(1, Math.min(MOST_EXPECTED, count)), WRONGLY_SHARED);
    BloomFilter shared = counted.treeAggregate(none, BlockSizes::with, BlockSizes::merged);
    counted.unpersist();
    return new BlockSizes(tooLarge, shared, members);
  }

  private static long[] longs(Iterator<byte[]> parcels) {
    List<byte[]> all = Streams.of(parcels).toList();
    ByteBuffer bytes = ByteBuffer.allocate(all.stream().mapToInt(parcel -> parcel.length).sum());
    all.forEach(bytes::put);
    long[] longs = new long[bytes.position() / Long.BYTES];
    bytes.flip().asLongBuffer().get(longs);
    return longs;
  }

  private static BloomFilter with(BloomFilter filter, Counted blocks) {
    for (long block : blocks.shared) {
      filter.putLong(block);
    }
    return filter;
  }

  private static BloomFilter merged(BloomFilter one, BloomFilter other) {
    try {
      return one.mergeInPlace(other);
    } catch (IncompatibleMergeException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean mayBeShared(long block) {
    return shared.mightContainLong(block);
  }
}
