package io.journeyhouse.jobs.matching;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Connects records by edges, the strongest first, but never more than so many. What is one person
 * is connected before what is alike by chance, so a chain of chance agreements breaks where it is
 * weakest.
 */
final class Capped {
  private final long[] left;
  private final long[] right;
  private final float[] bits;
  private final int[] from;
  private final int[] to;
  private final long[] members;
  private final int[] parents;
  private final int[] sizes;

  /** Edges by place: from {@code left[i]} to {@code right[i]} with {@code bits[i]}. */
  Capped(long[] left, long[] right, float[] bits) {
    this.left = left;
    this.right = right;
    this.bits = bits;
    long[] ends = Arrays.copyOf(left, left.length * 2);
    System.arraycopy(right, 0, ends, left.length, right.length);
    Arrays.sort(ends);
    int count = 0;
    for (int i = 0; i < ends.length; i++) {
      if (i == 0 || ends[i] != ends[i - 1]) {
        ends[count++] = ends[i];
      }
    }
    members = Arrays.copyOf(ends, count);
    from = places(left);
    to = places(right);
    parents = new int[count];
    sizes = new int[count];
  }

  private int[] places(long[] records) {
    int[] places = new int[records.length];
    for (int i = 0; i < places.length; i++) {
      places[i] = Arrays.binarySearch(members, records[i]);
    }
    return places;
  }

  long[] members() {
    return members;
  }

  /** What of a member's place is the smallest member connected with it, after {@link #connect}. */
  long label(int place) {
    return members[root(place)];
  }

  /**
   * Connects.
   *
   * @return edges that were left out because of the cap
   */
  int connect(int cap) {
    Arrays.setAll(parents, i -> i);
    Arrays.fill(sizes, 1);
    int leftOut = 0;
    for (Integer edge : strongestFirst()) {
      int a = root(from[edge]);
      int b = root(to[edge]);
      if (a != b && sizes[a] + sizes[b] <= cap) {
        join(a, b);
      } else if (a != b) {
        leftOut++;
      }
    }
    return leftOut;
  }

  private Integer[] strongestFirst() {
    Integer[] edges = new Integer[bits.length];
    Arrays.setAll(edges, i -> i);
    Arrays.sort(
        edges,
        Comparator.comparingDouble((Integer edge) -> -bits[edge])
            .thenComparingLong(edge -> left[edge])
            .thenComparingLong(edge -> right[edge]));
    return edges;
  }

  private void join(int left, int right) {
    int a = root(left);
    int b = root(right);
    if (a != b) {
      int smaller = Math.min(a, b);
      int larger = Math.max(a, b);
      parents[larger] = smaller;
      sizes[smaller] += sizes[larger];
    }
  }

  private int root(int place) {
    int at = place;
    while (parents[at] != at) {
      parents[at] = parents[parents[at]];
      at = parents[at];
    }
    return at;
  }
}
