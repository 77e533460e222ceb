package io.journeyhouse.jobs.matching;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The strongest edges that connect all that a list of edges connects, after Kruskal. Since no two
 * edges are equal in order there is but one such forest, and the forest of all edges is that of the
 * forests of their parts: it can be made part by part.
 */
final class SpanningForest {
  private SpanningForest() {}

  /** The forest, the strongest edge first. */
  static List<Edge> of(List<Edge> edges) {
    List<Edge> sorted = new ArrayList<>(edges);
    sorted.sort(Edge.STRONGEST_FIRST);
    Map<Long, Long> parents = new HashMap<>();
    List<Edge> forest = new ArrayList<>();
    for (Edge edge : sorted) {
      long left = root(parents, edge.left());
      long right = root(parents, edge.right());
      if (left != right) {
        parents.put(Math.max(left, right), Math.min(left, right));
        forest.add(edge);
      }
    }
    return forest;
  }

  private static long root(Map<Long, Long> parents, long record) {
    long at = record;
    Long parent = parents.get(at);
    while (parent != null) {
      Long above = parents.get(parent);
      if (above != null) {
        parents.put(at, above);
      }
      at = parent;
      parent = above;
    }
    return at;
  }
}
