package io.journeyhouse.jobs.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpanningForestTest {

  @Test
  void a_forest_connects_what_the_edges_connect_with_as_few_as_can_be() {
    Random random = new Random(1);
    for (int round = 0; round < 600; round++) {
      List<Edge> edges = Graphs.random(random, 1 + random.nextInt(40), random.nextInt(80), 6);
      List<Edge> forest = SpanningForest.of(edges);
      var components = Graphs.components(edges);
      assertThat(Graphs.components(forest)).isEqualTo(components);
      assertThat(forest)
          .hasSize(components.size() - new HashSet<>(components.values()).size())
          .isSubsetOf(edges)
          .isSortedAccordingTo(Edge.STRONGEST_FIRST);
    }
  }

  /** Whatever number of bits is asked for, the strongest edges connect the same. */
  @Test
  void no_bits_are_lost_on_the_way_from_a_record_to_another() {
    Random random = new Random(2);
    for (int round = 0; round < 300; round++) {
      List<Edge> edges = Graphs.random(random, 25, 60, 5);
      List<Edge> forest = SpanningForest.of(edges);
      for (float least = 0; least <= 2; least += .5f) {
        assertThat(Graphs.components(from(forest, least)))
            .isEqualTo(Graphs.components(from(edges, least)));
      }
    }
  }

  @Test
  void the_forest_of_parts_is_the_forest_of_the_whole() {
    Random random = new Random(3);
    for (int round = 0; round < 600; round++) {
      List<Edge> edges = Graphs.random(random, 30, 120, 1 + random.nextInt(20));
      Collections.shuffle(edges, random);
      List<List<Edge>> parts = new ArrayList<>();
      for (int i = 0; i < 1 + round % 7; i++) {
        parts.add(new ArrayList<>());
      }
      edges.forEach(edge -> parts.get(random.nextInt(parts.size())).add(edge));
      List<Edge> ofParts =
          SpanningForest.of(parts.stream().map(SpanningForest::of).flatMap(List::stream).toList());
      assertThat(ofParts).isEqualTo(SpanningForest.of(edges));
    }
  }

  @Test
  void a_long_path_a_large_star_and_chained_cliques_are_connected() {
    List<Edge> path = Graphs.path(100_000, 3);
    assertThat(SpanningForest.of(path)).hasSameSizeAs(path);
    Collections.shuffle(path, new Random(4));
    assertThat(SpanningForest.of(path)).hasSameSizeAs(path);
    List<Edge> star = Graphs.star(100_000, 3);
    assertThat(SpanningForest.of(star)).hasSameSizeAs(star);
    Collections.reverse(star);
    assertThat(SpanningForest.of(star)).hasSameSizeAs(star);
    assertThat(SpanningForest.of(Graphs.chainOfCliques(200, 10, 9, 1))).hasSize(1_999);
  }

  @Test
  void no_edge_is_no_forest() {
    assertThat(SpanningForest.of(List.of())).isEmpty();
  }

  static List<Edge> from(List<Edge> edges, float least) {
    return edges.stream().filter(edge -> edge.bits() >= least).toList();
  }
}
