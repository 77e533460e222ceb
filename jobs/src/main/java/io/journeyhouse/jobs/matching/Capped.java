package io.journeyhouse.jobs.matching;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import scala.Tuple2;

/**
 * Records connected by edges, the strongest first, but never more than so many, unless that was
 * decided. What is one person is connected before what is alike by chance, so a chain of chance
 * agreements breaks where it is weakest.
 */
final class Capped {
  /** Bits of an edge that somebody decided on. */
  static final float DECIDED = 1e9f;

  private final DisjointSets sets = new DisjointSets();
  private final DisjointSets whole = new DisjointSets();
  private final List<Edge> leftOut = new ArrayList<>();

  Capped(List<Edge> edges, int cap) {
    List<Edge> sorted = new ArrayList<>(edges);
    sorted.sort(Edge.STRONGEST_FIRST);
    for (Edge edge : sorted) {
      whole.join(edge.left(), edge.right());
      if (!sets.join(edge.left(), edge.right(), edge.bits() < DECIDED ? cap : Integer.MAX_VALUE)) {
        leftOut.add(edge);
      }
    }
  }

  /** Edges that would have connected more. */
  List<Edge> leftOut() {
    return leftOut;
  }

  /** The smallest members of components that are part of a larger one. */
  Set<Long> parts() {
    return leftOut.stream()
        .flatMapToLong(edge -> LongStream.of(edge.left(), edge.right()))
        .mapToObj(sets::label)
        .collect(Collectors.toSet());
  }

  /** The smallest record of all that are connected with a record. */
  long component(long record) {
    return whole.label(record);
  }

  /** Each record with the smallest one that is connected with it. */
  Iterator<Tuple2<Long, Long>> labels() {
    return sets.labels();
  }
}
