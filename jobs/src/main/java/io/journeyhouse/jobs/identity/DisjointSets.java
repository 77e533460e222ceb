package io.journeyhouse.jobs.identity;

import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.IntStream;
import scala.Tuple2;

/**
 * Union-find over longs, about 40 bytes each. The root of a set is its smallest member, so that
 * sets are named alike in whatever order they were joined.
 */
final class DisjointSets {
  private static final int MOST = 100_000_000;
  private static final int FREE = -1;

  private long[] members = new long[1024];
  private int[] parents = new int[1024];
  private int[] slots = free(4096);
  private int size;

  /** Makes the sets of two members one; members that are new are added. */
  void join(long left, long right) {
    int a = root(indexOf(left));
    int b = root(indexOf(right));
    if (members[a] < members[b]) {
      parents[b] = a;
    } else {
      parents[a] = b;
    }
  }

  /** Each member with the smallest member of its set. */
  Iterator<Tuple2<Long, Long>> labels() {
    return IntStream.range(0, size)
        .mapToObj(i -> new Tuple2<>(members[i], members[root(i)]))
        .iterator();
  }

  private int root(int index) {
    int at = index;
    while (parents[at] != at) {
      parents[at] = parents[parents[at]];
      at = parents[at];
    }
    return at;
  }

  private int indexOf(long member) {
    int slot = slotOf(member);
    if (slots[slot] != FREE) {
      return slots[slot];
    }
    if (size == MOST) {
      throw new IllegalStateException(
          "More than " + MOST + " records share identifiers: too many to connect in one task");
    }
    if (size == members.length) {
      members = Arrays.copyOf(members, size * 2);
      parents = Arrays.copyOf(parents, size * 2);
      slots = free(slots.length * 2);
      for (int i = 0; i < size; i++) {
        slots[slotOf(members[i])] = i;
      }
      slot = slotOf(member);
    }
    members[size] = member;
    parents[size] = size;
    slots[slot] = size;
    return size++;
  }

  private int slotOf(long member) {
    int mask = slots.length - 1;
    int slot = (int) (member ^ (member >>> 32)) & mask;
    while (slots[slot] != FREE && members[slots[slot]] != member) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private static int[] free(int length) {
    int[] slots = new int[length];
    Arrays.fill(slots, FREE);
    return slots;
  }
}
