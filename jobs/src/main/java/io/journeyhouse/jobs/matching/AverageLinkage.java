package io.journeyhouse.jobs.matching;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Cuts a component into clusters: the two clusters with the highest mean bits over all of their
 * pairs become one, until that mean is below the cut-off. Pairs that blocking never compared count
 * as well, so a chain of chance agreements does not hold.
 */
final class AverageLinkage {
  private static final Apart NONE = (left, right) -> false;

  private final double[][] bits;
  private final Apart apart;
  private final int[] cluster;
  private final int[] size;
  private final int[] best;
  private final boolean[] isGone;

  /** Which clusters, given by their members, must not become one, nor what they become part of. */
  @FunctionalInterface
  interface Apart {
    boolean are(int[] left, int[] right);
  }

  /**
   * @param bits of each two of the records; it is changed
   */
  AverageLinkage(double[][] bits, Apart apart) {
    this.bits = bits;
    this.apart = apart;
    int n = bits.length;
    cluster = new int[n];
    size = new int[n];
    best = new int[n];
    isGone = new boolean[n];
    Arrays.setAll(cluster, i -> i);
    Arrays.fill(size, 1);
  }

  /**
   * For each cut-off the smallest member of each record's cluster.
   *
   * @param bits of each two of the records; it is changed
   * @param cutOffs the highest first
   */
  static int[][] clusters(double[][] bits, double... cutOffs) {
    return new AverageLinkage(bits, NONE).clusters(cutOffs);
  }

  /** Puts two records together before all others, whatever keeps them apart. */
  void join(int one, int other) {
    if (cluster[one] != cluster[other]) {
      merge(Math.min(cluster[one], cluster[other]), Math.max(cluster[one], cluster[other]));
    }
  }

  /** Puts two records together before all others, unless they must stay apart. */
  void joinUnlessApart(int one, int other) {
    int left = Math.min(cluster[one], cluster[other]);
    int right = Math.max(cluster[one], cluster[other]);
    if (left != right && !areApart(left, right)) {
      merge(left, right);
    }
  }

  /** The same as {@link #clusters(double[][], double...)}, after what was put together first. */
  int[][] clusters(double... cutOffs) {
    int n = bits.length;
    int[][] found = new int[cutOffs.length][];
    int next = 0;
    for (int i = 0; i < n; i++) {
      best[i] = isGone[i] ? -1 : best(i);
    }
    while (true) {
      int left = -1;
      for (int i = 0; i < n; i++) {
        if (!isGone[i] && best[i] >= 0 && (left < 0 || bits[i][best[i]] > bits[left][best[left]])) {
          left = i;
        }
      }
      while (next < cutOffs.length && (left < 0 || bits[left][best[left]] < cutOffs[next])) {
        found[next++] = cluster.clone();
      }
      if (next == cutOffs.length) {
        return found;
      }
      int right = best[left];
      if (areApart(left, right)) {
        best[left] = best(left);
        continue;
      }
      merge(left, right);
      for (int i = 0; i < n; i++) {
        if (isGone[i]) {
          continue;
        }
        if (i == left || best[i] == left || best[i] == right) {
          best[i] = best(i);
        } else if (i < left && isBetter(bits[i], left, best[i])) {
          best[i] = left;
        }
      }
    }
  }

  private void merge(int left, int right) {
    for (int i = 0; i < bits.length; i++) {
      if (!isGone[i] && i != left && i != right) {
        double mean =
            (bits[i][left] * size[left] + bits[i][right] * size[right])
                / (size[left] + size[right]);
        bits[i][left] = mean;
        bits[left][i] = mean;
      }
      if (cluster[i] == right) {
        cluster[i] = left;
      }
    }
    size[left] += size[right];
    isGone[right] = true;
  }

  /** Clusters that are apart once are so for good: no mean with this is ever more. */
  private boolean areApart(int left, int right) {
    if (bits[left][right] == Double.NEGATIVE_INFINITY) {
      return true;
    }
    if (!apart.are(members(left), members(right))) {
      return false;
    }
    bits[left][right] = Double.NEGATIVE_INFINITY;
    bits[right][left] = Double.NEGATIVE_INFINITY;
    return true;
  }

  private int[] members(int root) {
    return IntStream.range(0, cluster.length).filter(i -> cluster[i] == root).toArray();
  }

  private static boolean isBetter(double[] bits, int one, int other) {
    return bits[one] > bits[other] || bits[one] == bits[other] && one < other;
  }

  /** The later record with the highest bits; of equals the first. */
  private int best(int record) {
    int found = -1;
    for (int i = record + 1; i < bits.length; i++) {
      if (!isGone[i] && (found < 0 || bits[record][i] > bits[record][found])) {
        found = i;
      }
    }
    return found;
  }
}
