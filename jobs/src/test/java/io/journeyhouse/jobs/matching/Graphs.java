package io.journeyhouse.jobs.matching;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Edges in shapes, and what they connect, found the simplest way. */
final class Graphs {
  private Graphs() {}

  /** Up to so many different edges, each from the smaller to the larger record. */
  static List<Edge> random(Random random, int records, int edges, int differentBits) {
    Set<List<Long>> seen = new HashSet<>();
    List<Edge> made = new ArrayList<>();
    for (int i = 0; i < edges; i++) {
      long a = scattered(random.nextInt(records));
      long b = scattered(random.nextInt(records));
      if (a != b && seen.add(List.of(Math.min(a, b), Math.max(a, b)))) {
        made.add(edge(a, b, random.nextInt(differentBits) * .5f));
      }
    }
    return made;
  }

  static Edge edge(long a, long b, float bits) {
    return new Edge(Math.min(a, b), Math.max(a, b), bits);
  }

  static List<Edge> path(int records, float bits) {
    List<Edge> edges = new ArrayList<>();
    for (int i = 1; i < records; i++) {
      edges.add(edge(i - 1, i, bits));
    }
    return edges;
  }

  static List<Edge> star(int records, float bits) {
    List<Edge> edges = new ArrayList<>();
    for (int i = 1; i < records; i++) {
      edges.add(edge(records, i - 1, bits));
    }
    return edges;
  }

  /**
   * Records that are all connected with one another, the last of each with the next one's first.
   */
  static List<Edge> chainOfCliques(int cliques, int size, float inside, float between) {
    List<Edge> edges = new ArrayList<>();
    for (long clique = 0; clique < cliques; clique++) {
      for (int i = 0; i < size; i++) {
        for (int j = i + 1; j < size; j++) {
          edges.add(edge(clique * size + i, clique * size + j, inside));
        }
      }
      if (clique > 0) {
        edges.add(edge(clique * size - 1, clique * size, between));
      }
    }
    return edges;
  }

  /** The smallest record of the component of each record. */
  static Map<Long, Long> components(List<Edge> edges) {
    Map<Long, Set<Long>> components = new HashMap<>();
    for (Edge edge : edges) {
      Set<Long> left = components.getOrDefault(edge.left(), Set.of(edge.left()));
      Set<Long> right = components.getOrDefault(edge.right(), Set.of(edge.right()));
      if (left != right) {
        Set<Long> larger = new HashSet<>(left.size() < right.size() ? right : left);
        larger.addAll(left.size() < right.size() ? left : right);
        larger.forEach(member -> components.put(member, larger));
      }
    }
    Map<Long, Long> smallest = new HashMap<>();
    components.forEach(
        (member, component) ->
            smallest.put(member, component.stream().min(Long::compare).orElseThrow()));
    return smallest;
  }

  /** Ids are hashes, of either sign. */
  private static long scattered(int record) {
    return Hash.mix(record + 1L);
  }
}
