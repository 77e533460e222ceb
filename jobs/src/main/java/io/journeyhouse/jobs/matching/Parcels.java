package io.journeyhouse.jobs.matching;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * What goes to other partitions, much of it in one row: to move and sort rows of a few bytes each
 * costs Spark more than all that is done with them.
 */
final class Parcels<T> implements Iterator<Tuple2<Integer, byte[]>> {
  private static final int SIZE = 1 << 15;

  private final Iterator<T> items;
  private final Packing<T> packing;
  private final ByteBuffer[] open;
  private final Deque<Tuple2<Integer, byte[]>> closed = new ArrayDeque<>();

  /** Writes what an item sends to each partition. */
  @FunctionalInterface
  interface Packing<T> extends Serializable {
    void pack(T item, Parcels<T> parcels);
  }

  private Parcels(Iterator<T> items, Packing<T> packing, int partitions) {
    this.items = items;
    this.packing = packing;
    open = new ByteBuffer[partitions];
    Arrays.setAll(open, partition -> ByteBuffer.allocate(0));
  }

  /** The parcels of each partition. */
  static <T> JavaRDD<byte[]> sent(JavaRDD<T> items, Packing<T> packing, int partitions) {
    return items
        .mapPartitionsToPair(all -> new Parcels<>(all, packing, partitions))
        .partitionBy(new HashPartitioner(partitions))
        .values();
  }

  int partitions() {
    return open.length;
  }

  /** Where so many bytes for a partition are to be written. */
  ByteBuffer to(int partition, int length) {
    if (open[partition].remaining() < length) {
      close(partition);
      open[partition] = ByteBuffer.allocate(Math.max(SIZE, length));
    }
    return open[partition];
  }

  private void close(int partition) {
    ByteBuffer buffer = open[partition];
    if (buffer.position() > 0) {
      closed.add(new Tuple2<>(partition, Arrays.copyOf(buffer.array(), buffer.position())));
      open[partition] = ByteBuffer.allocate(0);
    }
  }

  @Override
  public boolean hasNext() {
    while (closed.isEmpty() && items.hasNext()) {
      packing.pack(items.next(), this);
    }
    if (closed.isEmpty()) {
      for (int partition = 0; partition < open.length; partition++) {
        close(partition);
      }
    }
    return !closed.isEmpty();
  }

  @Override
  public Tuple2<Integer, byte[]> next() {
    return closed.removeFirst();
  }
}
