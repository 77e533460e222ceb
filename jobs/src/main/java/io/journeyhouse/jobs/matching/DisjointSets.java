package io.journeyhouse.jobs.matching;

import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.IntStream;
import scala.Tuple2;

/**
 * Union-find over longs, about 44 bytes each. The root of a set is its smallest member, so that
 * sets are named alike in whatever order they were joined.
 */
public final class DisjointSets {
  private static final int MOST = 100_000_000;
  private static final int FREE = -1;

  private long[] members = new long[1024];
  private int[] parents = new int[1024];
  private int[] sizes = new int[1024];
  private int[] slots = free(4096);
  private int size;

  /** Makes the sets of two members one; members that are new are added. */
  public void join(long left, long right) {
    join(left, right, Integer.MAX_VALUE);
  }

  /**
   * The same, unless more members than the most would be in one set.
   *
   * @return whether the two are now in one set
   */
  boolean join(long left, long right, int most) {
    int a = root(indexOf(left));
    int b = root(indexOf(right));
    if (a == b) {
      return true;
    }
    if (sizes[a] > most - sizes[b]) {
      return false;
    }
    int smaller = members[a] < members[b] ? a : b;
    int larger = a + b - smaller;
    parents[larger] = smaller;
    sizes[smaller] += sizes[larger];
    return true;
  }

  /** Whether two members are in one set; members that are new are added. */
  boolean areJoined(long left, long right) {
    return root(indexOf(left)) == root(indexOf(right));
  }

  /** The smallest member of a member's set; a member that is new is added. */
  public long label(long member) {
    return members[root(indexOf(member))];
  }

  /** Each member with the smallest member of its set. */
  public Iterator<Tuple2<Long, Long>> labels() {
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
          "More than " + MOST + " records are connected: too many for one task");
    }
    if (size == members.length) {
      members = Arrays.copyOf(members, size * 2);
      parents = Arrays.copyOf(parents, size * 2);
      sizes = Arrays.copyOf(sizes, size * 2);
      slots = free(slots.length * 2);
      for (int i = 0; i < size; i++) {
        slots[slotOf(members[i])] = i;
      }
      slot = slotOf(member);
    }
    members[size] = member;
    parents[size] = size;
    sizes[size] = 1;
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
