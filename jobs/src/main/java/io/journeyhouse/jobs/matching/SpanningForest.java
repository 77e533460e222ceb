package io.journeyhouse.jobs.matching;

import java.util.ArrayList;
import java.util.List;

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
    DisjointSets sets = new DisjointSets();
    List<Edge> forest = new ArrayList<>();
    for (Edge edge : sorted) {
      if (!sets.areJoined(edge.left(), edge.right())) {
        sets.join(edge.left(), edge.right());
        forest.add(edge);
      }
    }
    return forest;
  }
}
