package io.journeyhouse.jobs.matching;

import java.util.Comparator;

/** Two records and their bits. The strongest edge comes first; no two edges are equal in order. */
record Edge(long left, long right, float bits) {
  static final Comparator<Edge> STRONGEST_FIRST =
      Comparator.comparingDouble((Edge edge) -> -edge.bits)
          .thenComparingLong(Edge::left)
          .thenComparingLong(Edge::right);
}
