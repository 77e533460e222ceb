package io.journeyhouse.jobs.matching;

import java.util.Arrays;

/**
 * Connects records by edges, but never more than so many: where more are connected, edges must have
 * one bit more, and one more, until they fall apart; those that hold at any number of bits are
 * joined from the strongest edge on, as far as the cap allows. So a chain of chance agreements
 * breaks where it is weakest.
 */
final class Capped {
  private static final int MOST_RAISES = 30;

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
   * @return edges that were left out because of the cap
   */
  int connect(double looseBits, int cap) {
    Arrays.setAll(parents, i -> i);
    Arrays.fill(sizes, 1);
    int[] open = new int[left.length];
    Arrays.setAll(open, i -> i);
    double least = looseBits;
    for (int raise = 0; raise <= MOST_RAISES && open.length > 0; raise++) {
      for (int edge : open) {
        if (bits[edge] >= least) {
          join(from[edge], to[edge]);
        }
      }
      double reached = least;
      int[] inOversized =
          Arrays.stream(open)
              .filter(edge -> bits[edge] >= reached && sizes[root(from[edge])] > cap)
              .toArray();
      for (int edge : inOversized) {
        reset(from[edge]);
        reset(to[edge]);
      }
      open = inOversized;
      least++;
    }
    return joinUpTo(cap, open);
  }

  private int joinUpTo(int cap, int[] open) {
    int[] strongestFirst =
        Arrays.stream(open)
            .boxed()
            .sorted(
                (a, b) -> {
                  int byBits = Float.compare(bits[b], bits[a]);
                  int byLeft = byBits != 0 ? byBits : Long.compare(left[a], left[b]);
                  return byLeft != 0 ? byLeft : Long.compare(right[a], right[b]);
                })
            .mapToInt(Integer::intValue)
            .toArray();
    int leftOut = 0;
    for (int edge : strongestFirst) {
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

  private void reset(int place) {
    parents[place] = place;
    sizes[place] = 1;
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
