package io.journeyhouse.jobs.matching;

import java.util.Arrays;

/**
 * Cuts a component into clusters: the two clusters with the highest mean bits over all of their
 * pairs become one, until that mean is below the cut-off. Pairs that blocking never compared count
 * as well, so a chain of chance agreements does not hold.
 */
final class AverageLinkage {
  private AverageLinkage() {}

  /**
   * For each cut-off the smallest member of each record's cluster.
   *
   * @param bits of each two of the records; it is changed
   * @param cutOffs the highest first
   */
  static int[][] clusters(double[][] bits, double... cutOffs) {
    int n = bits.length;
    int[][] found = new int[cutOffs.length][];
    int next = 0;
    int[] cluster = new int[n];
    int[] size = new int[n];
    int[] best = new int[n];
    Arrays.setAll(cluster, i -> i);
    Arrays.fill(size, 1);
    boolean[] isGone = new boolean[n];
    for (int i = 0; i < n; i++) {
      best[i] = best(bits, isGone, i);
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
      for (int i = 0; i < n; i++) {
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
      for (int i = 0; i < n; i++) {
        if (isGone[i]) {
          continue;
        }
        if (i == left || best[i] == left || best[i] == right) {
          best[i] = best(bits, isGone, i);
        } else if (i < left && isBetter(bits[i], left, best[i])) {
          best[i] = left;
        }
      }
    }
  }

  private static boolean isBetter(double[] bits, int one, int other) {
    return bits[one] > bits[other] || bits[one] == bits[other] && one < other;
  }

  /** The later record with the highest bits; of equals the first. */
  private static int best(double[][] bits, boolean[] isGone, int record) {
    int best = -1;
    for (int i = record + 1; i < bits.length; i++) {
      if (!isGone[i] && (best < 0 || bits[record][i] > bits[record][best])) {
        best = i;
      }
    }
    return best;
  }
}
