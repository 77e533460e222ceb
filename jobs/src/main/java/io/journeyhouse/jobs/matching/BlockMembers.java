package io.journeyhouse.jobs.matching;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import scala.Tuple3;

/**
 * Block, record and {@link BlockEntry} of the blocks of a partition, by block and record. A record
 * is sent to a partition once, with all of its blocks there; a block of one record is left out.
 */
final class BlockMembers implements Iterator<Tuple3<Long, Long, byte[]>> {
  private static final Comparator<Tuple3<Long, Long, byte[]>> ORDER =
      Comparator.comparingLong((Tuple3<Long, Long, byte[]> entry) -> entry._1())
          .thenComparingLong(entry -> entry._2());

  private static final int SENT = -1;

  private final List<Sent> records = new ArrayList<>();
  private long[] blocks = new long[1024];
  private int[] members = new int[1024];
  private int size;

  /** Places of blocks: the upper bits of a block, with the place itself in the lower ones. */
  private final long[] order;

  private final long places;
  private final Deque<Tuple3<Long, Long, byte[]>> found = new ArrayDeque<>();
  private int at;

  private record Sent(long id, byte[] parcel, int from, int to) {}

  BlockMembers(Iterator<byte[]> parcels) {
    while (parcels.hasNext()) {
      open(parcels.next());
    }
    places = Math.max(1, Integer.highestOneBit(size)) * 2L - 1;
    order = new long[size];
    Arrays.setAll(order, place -> blocks[place] & ~places | place);
    Arrays.sort(order);
  }

  /** Sends a record to where its blocks are. */
  static void send(long id, long[] blocks, byte[] entry, Parcels<?> parcels) {
    int[] partitions = new int[blocks.length];
    for (int i = 0; i < blocks.length; i++) {
      partitions[i] = (int) Long.remainderUnsigned(blocks[i], parcels.partitions());
    }
    for (int first = 0; first < blocks.length; first++) {
      int partition = partitions[first];
      if (partition == SENT) {
        continue;
      }
      int count = 0;
      for (int i = first; i < blocks.length; i++) {
        count += partitions[i] == partition ? 1 : 0;
      }
      int length = Long.BYTES + 2 * Integer.BYTES + count * Long.BYTES + entry.length;
      ByteBuffer bytes = parcels.to(partition, length).putLong(id).putInt(count);
      for (int i = first; i < blocks.length; i++) {
        if (partitions[i] == partition) {
          bytes.putLong(blocks[i]);
          partitions[i] = SENT;
        }
      }
      bytes.putInt(entry.length).put(entry);
    }
  }

  private void open(byte[] parcel) {
    ByteBuffer bytes = ByteBuffer.wrap(parcel);
    while (bytes.hasRemaining()) {
      long id = bytes.getLong();
      for (int count = bytes.getInt(); count > 0; count--) {
        if (size == blocks.length) {
          blocks = Arrays.copyOf(blocks, size * 2);
          members = Arrays.copyOf(members, size * 2);
        }
        blocks[size] = bytes.getLong();
        members[size++] = records.size();
      }
      int length = bytes.getInt();
      records.add(new Sent(id, parcel, bytes.position(), bytes.position() + length));
      bytes.position(bytes.position() + length);
    }
  }

  @Override
  public boolean hasNext() {
    while (found.isEmpty() && at < size) {
      int from = at;
      while (at < size && (order[at] & ~places) == (order[from] & ~places)) {
        at++;
      }
      if (at - from > 1) {
        Arrays.stream(order, from, at)
            .mapToObj(place -> entry((int) (place & places)))
            .sorted(ORDER)
            .forEach(found::add);
      }
    }
    return !found.isEmpty();
  }

  @Override
  public Tuple3<Long, Long, byte[]> next() {
    return found.removeFirst();
  }

  private Tuple3<Long, Long, byte[]> entry(int place) {
    Sent record = records.get(members[place]);
    return new Tuple3<>(
        blocks[place], record.id, Arrays.copyOfRange(record.parcel, record.from, record.to));
  }
}
