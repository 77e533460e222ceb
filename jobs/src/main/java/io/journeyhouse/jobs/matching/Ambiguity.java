package io.journeyhouse.jobs.matching;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Records that are as near to one of two clusters as to the other, where these cannot be one. */
final class Ambiguity {
  private final double[][] strengths;
  private final Guard guard;
  private final double leastBits;

  /**
   * @param strengths how strongly each two records hang together
   * @param leastBits by which one cluster must be nearer
   */
  Ambiguity(double[][] strengths, Guard guard, double leastBits) {
    this.strengths = strengths;
    this.guard = guard;
    this.leastBits = leastBits;
  }

  /**
   * Takes such records out of their clusters.
   *
   * @param clusters the smallest member of each record's cluster; it is changed
   * @param isDecided records of which somebody decided whose they are
   * @return each of them with the smallest members of the two clusters, itself left out
   */
  Map<Integer, int[]> parted(int[] clusters, boolean[] isDecided, double cutOff) {
    Map<Integer, int[]> byCluster =
        IntStream.range(0, clusters.length)
            .boxed()
            .collect(
                Collectors.groupingBy(
                    i -> clusters[i],
                    TreeMap::new,
                    Collectors.collectingAndThen(
                        Collectors.toList(),
                        all -> all.stream().mapToInt(Integer::intValue).toArray())));
    Map<Integer, int[]> ambiguous = new TreeMap<>();
    for (int i = 0; i < clusters.length; i++) {
      int[] own = without(i, byCluster.getOrDefault(clusters[i], new int[0]));
      if (own.length > 0 && !isDecided[i]) {
        int rival = rival(i, clusters[i], own, byCluster, cutOff);
        if (rival >= 0) {
          ambiguous.put(i, new int[] {own[0], rival});
        }
      }
    }
    for (int[] members : byCluster.values()) {
      int[] left = Arrays.stream(members).filter(i -> !ambiguous.containsKey(i)).toArray();
      Arrays.stream(left).forEach(i -> clusters[i] = left[0]);
    }
    ambiguous.keySet().forEach(i -> clusters[i] = i);
    return ambiguous;
  }

  private int rival(
      int record, int cluster, int[] own, Map<Integer, int[]> byCluster, double cutOff) {
    double least = Math.max(cutOff, strength(record, own) - leastBits);
    for (Map.Entry<Integer, int[]> other : byCluster.entrySet()) {
      int[] members = other.getValue();
      if (other.getKey() != cluster
          && strength(record, members) > least
          && guard.contradiction(own, members) != null
          && guard.contradiction(new int[] {record}, members) == null) {
        return other.getKey();
      }
    }
    return -1;
  }

  /** The highest of what is certain, else the mean of all. */
  private double strength(int record, int[] cluster) {
    double highest =
        Arrays.stream(cluster).mapToDouble(i -> strengths[record][i]).max().orElseThrow();
    return highest >= Linkage.CERTAIN
        ? highest
        : Arrays.stream(cluster).mapToDouble(i -> strengths[record][i]).average().orElseThrow();
  }

  private static int[] without(int record, int[] cluster) {
    return Arrays.stream(cluster).filter(i -> i != record).toArray();
  }
}
