package io.journeyhouse.jobs.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CappedTest {
  private static final int NO_CAP = Integer.MAX_VALUE;

  @Test
  void without_a_cap_records_are_in_the_components_of_their_edges() {
    Random random = new Random(1);
    for (int round = 0; round < 600; round++) {
      List<Edge> edges = Graphs.random(random, 1 + random.nextInt(40), random.nextInt(80), 6);
      assertThat(labels(edges, NO_CAP)).isEqualTo(Graphs.components(edges));
    }
  }

  @Test
  void no_cap_is_exceeded_no_record_is_lost_and_a_label_is_a_member() {
    Random random = new Random(2);
    for (int round = 0; round < 1_000; round++) {
      List<Edge> edges =
          Graphs.random(random, 1 + random.nextInt(60), random.nextInt(150), 1 + round % 100);
      int cap = 1 + random.nextInt(12);
      Map<Long, Long> labels = labels(edges, cap);
      isSound(edges, labels, cap);
      Map<Long, Long> components = Graphs.components(edges);
      labels.forEach(
          (member, label) -> assertThat(components.get(member)).isEqualTo(components.get(label)));
    }
  }

  @Test
  void components_that_the_cap_allows_stay_whole() {
    Random random = new Random(3);
    for (int round = 0; round < 600; round++) {
      List<Edge> edges = Graphs.random(random, 50, 45, 8);
      Map<Long, Long> components = Graphs.components(edges);
      Map<Long, Long> sizes = sizes(components);
      Map<Long, Long> labels = labels(edges, 6);
      components.forEach(
          (member, component) -> {
            if (sizes.get(component) <= 6) {
              assertThat(labels.get(member)).isEqualTo(component);
            }
          });
    }
  }

  @Test
  void edges_in_any_order_connect_the_same() {
    Random random = new Random(4);
    for (int round = 0; round < 400; round++) {
      List<Edge> edges = Graphs.random(random, 40, 120, 1 + round % 90);
      Map<Long, Long> labels = labels(edges, 7);
      for (int i = 0; i < 3; i++) {
        Collections.shuffle(edges, random);
        assertThat(labels(edges, 7)).isEqualTo(labels);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {7, 500})
  void a_thousand_records_that_are_all_connected_alike_meet_the_cap(float bits) {
    List<Edge> edges = Graphs.chainOfCliques(1, 1_000, bits, 0);
    Map<Long, Long> labels = labels(edges, 300);
    assertThat(labels).hasSize(1_000);
    assertThat(sizes(labels).values()).allMatch(size -> size <= 300);
    assertThat(labels(edges, 1_000).values()).containsOnly(0L);
  }

  @Test
  void equals_are_joined_as_far_as_the_cap_allows() {
    List<Edge> edges = Graphs.chainOfCliques(1, 100, 500, 0);
    assertThat(sizes(labels(edges, 30)).values()).containsExactlyInAnyOrder(30L, 30L, 30L, 10L);
    Capped capped = new Capped(edges, 30);
    assertThat(capped.leftOut()).hasSize(3 * 30 * 30 + 3 * 30 * 10);
    assertThat(capped.parts()).hasSize(4);
    Capped whole = new Capped(edges, 100);
    assertThat(whole.leftOut()).isEmpty();
    assertThat(whole.parts()).isEmpty();
  }

  @Test
  void a_chain_of_cliques_breaks_between_them() {
    List<Edge> edges = Graphs.chainOfCliques(200, 10, 9, 1.5f);
    Map<Long, Long> labels = labels(edges, 300);
    isSound(edges, labels, 300);
    labels.forEach(
        (member, label) -> assertThat(label).isEqualTo(labels.get(member - member % 10)));
    assertThat(labels(edges, 2_000).values()).containsOnly(0L);
  }

  @ParameterizedTest
  @ValueSource(floats = {3, 100})
  void a_long_path_and_a_large_star_meet_the_cap(float bits) {
    for (List<Edge> edges : List.of(Graphs.path(100_000, bits), Graphs.star(100_000, bits))) {
      Map<Long, Long> labels = labels(edges, 300);
      isSound(edges, labels, 300);
      Collections.shuffle(edges, new Random(5));
      assertThat(labels(edges, 300)).isEqualTo(labels);
      assertThat(labels(edges, 100_001).values()).containsOnly(0L);
    }
  }

  @Test
  void no_edge_is_no_record() {
    assertThat(labels(List.of(), 3)).isEmpty();
  }

  private static void isSound(List<Edge> edges, Map<Long, Long> labels, int cap) {
    assertThat(labels.keySet()).isEqualTo(members(edges));
    assertThat(sizes(labels).values()).allMatch(size -> size <= cap);
    labels.forEach(
        (member, label) -> {
          if (label > member || !label.equals(labels.get(label))) {
            throw new AssertionError(label + " is not the smallest member with " + member);
          }
        });
  }

  private static Set<Long> members(List<Edge> edges) {
    return edges.stream()
        .flatMap(edge -> Stream.of(edge.left(), edge.right()))
        .collect(Collectors.toSet());
  }

  private static Map<Long, Long> sizes(Map<Long, Long> labels) {
    return labels.values().stream()
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  private static Map<Long, Long> labels(List<Edge> edges, int cap) {
    Map<Long, Long> labels = new HashMap<>();
    new Capped(edges, cap)
        .labels()
        .forEachRemaining(
            label -> assertThat(labels.put(label._1(), label._2())).as("once").isNull());
    return labels;
  }
}
