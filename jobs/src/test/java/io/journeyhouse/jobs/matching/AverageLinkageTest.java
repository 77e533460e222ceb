package io.journeyhouse.jobs.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class AverageLinkageTest {
  private static final int MOST = 12;

  /**
   * A multiple of the product of the sizes of any two clusters of twelve records, so that means of
   * whole multiples are whole, and two that are equal are so in floating point.
   */
  private static final double WHOLE = 32 * 27 * 25 * 7 * 11;

  @Test
  void clusters_are_those_of_the_simplest_way_to_find_them() {
    Random random = new Random(1);
    for (int round = 0; round < 4_000; round++) {
      double[][] bits = matrix(1 + round % MOST, () -> -10 + 20 * random.nextDouble());
      double cutOff = -6 + 12 * random.nextDouble();
      assertThat(AverageLinkage.clusters(copy(bits), cutOff)[0])
          .as(() -> Arrays.deepToString(bits) + " at " + cutOff)
          .isEqualTo(naive(bits, cutOff));
    }
  }

  /** Of equal means the one whose first cluster, then whose second, has the smallest member. */
  @Test
  void ties_go_to_the_first_records() {
    Random random = new Random(2);
    for (int round = 0; round < 4_000; round++) {
      double[][] bits = matrix(1 + round % MOST, () -> (random.nextInt(7) - 3) * WHOLE);
      double cutOff = (random.nextInt(5) - 2) * WHOLE;
      assertThat(AverageLinkage.clusters(copy(bits), cutOff)[0])
          .as(() -> Arrays.deepToString(bits) + " at " + cutOff)
          .isEqualTo(naive(bits, cutOff));
    }
  }

  @Test
  void several_cut_offs_at_once_are_each_of_them_alone() {
    Random random = new Random(3);
    for (int round = 0; round < 1_000; round++) {
      double[][] bits =
          matrix(
              1 + round % MOST,
              round % 2 == 0 ? random::nextGaussian : () -> (random.nextInt(7) - 3) * WHOLE);
      double[] cutOffs =
          round % 2 == 0
              ? new double[] {9, 1, .5, .5, 0, -.3, -9}
              : DoubleStream.of(4, 2, 1, 1, 0, -1, -2, -4).map(c -> c * WHOLE).toArray();
      int[][] together = AverageLinkage.clusters(copy(bits), cutOffs);
      for (int i = 0; i < cutOffs.length; i++) {
        assertThat(together[i]).isEqualTo(AverageLinkage.clusters(copy(bits), cutOffs[i])[0]);
      }
      assertThat(together[0]).isEqualTo(naive(bits, cutOffs[0]));
      assertThat(together[cutOffs.length - 1]).containsOnly(0);
    }
  }

  @Test
  void a_mean_at_the_cut_off_is_enough() {
    assertThat(AverageLinkage.clusters(new double[][] {{0, -4}, {-4, 0}}, -4)[0])
        .containsExactly(0, 0);
    assertThat(AverageLinkage.clusters(new double[][] {{0, -4}, {-4, 0}}, -3.9)[0])
        .containsExactly(0, 1);
  }

  @Test
  void a_chain_does_not_hold_together() {
    int n = 40;
    double[][] bits = matrix(n, () -> -10);
    for (int i = 1; i < n; i++) {
      bits[i][i - 1] = 5;
      bits[i - 1][i] = 5;
    }
    int[] clusters = AverageLinkage.clusters(bits, 0)[0];
    for (int i = 0; i < n; i++) {
      assertThat(i - clusters[i]).isBetween(0, 2);
    }
  }

  @Test
  void no_record_is_no_cluster() {
    assertThat(AverageLinkage.clusters(new double[0][], 3, 1)).isDeepEqualTo(new int[][] {{}, {}});
  }

  /** Means over all pairs, anew for each step. */
  private static int[] naive(double[][] bits, double cutOff) {
    List<List<Integer>> clusters = new ArrayList<>();
    for (int i = 0; i < bits.length; i++) {
      clusters.add(new ArrayList<>(List.of(i)));
    }
    while (true) {
      int left = -1;
      int right = -1;
      double best = 0;
      for (int a = 0; a < clusters.size(); a++) {
        for (int b = a + 1; b < clusters.size(); b++) {
          double mean = mean(bits, clusters.get(a), clusters.get(b));
          if (left < 0 || mean > best) {
            left = a;
            right = b;
            best = mean;
          }
        }
      }
      if (left < 0 || best < cutOff) {
        break;
      }
      // stays at the place of its smallest member, so that clusters remain in the order of these
      clusters.get(left).addAll(clusters.remove(right));
    }
    int[] labels = new int[bits.length];
    for (List<Integer> cluster : clusters) {
      int smallest = cluster.stream().min(Integer::compare).orElseThrow();
      cluster.forEach(member -> labels[member] = smallest);
    }
    return labels;
  }

  private static double mean(double[][] bits, List<Integer> left, List<Integer> right) {
    double sum = 0;
    for (int a : left) {
      for (int b : right) {
        sum += bits[a][b];
      }
    }
    return sum / (left.size() * right.size());
  }

  private static double[][] matrix(int n, DoubleSupplier value) {
    double[][] bits = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        bits[i][j] = value.getAsDouble();
        bits[j][i] = bits[i][j];
      }
    }
    return bits;
  }

  private static double[][] copy(double[][] bits) {
    return Arrays.stream(bits).map(double[]::clone).toArray(double[][]::new);
  }
}
