package io.journeyhouse.jobs.matching;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;

/**
 * How two records that are connected hang together: of all ways from one to the other that whose
 * weakest link is the strongest. It is the path in a maximum spanning tree.
 */
public final class LinkPath {
  /** A path through more links than these is of no use to anybody. */
  public static final int MOST_LINKS = 200_000;

  private static final Comparator<Link> STRONGEST_FIRST =
      Comparator.comparingDouble((Link link) -> -link.bits)
          .thenComparing(Link::from)
          .thenComparing(Link::to);

  /**
   * Two ends that are connected.
   *
   * @param why they are, in words
   * @param bits how strongly
   */
  public record Link(String from, String to, String why, double bits) {
    private Link turned() {
      return new Link(to, from, why, bits);
    }
  }

  private LinkPath() {}

  /** The links from one end to the other, in order; none where they are not connected. */
  public static List<Link> between(List<Link> links, String from, String to) {
    List<Link> sorted = new ArrayList<>(links);
    sorted.sort(STRONGEST_FIRST);
    DisjointSets sets = new DisjointSets();
    Map<String, Long> numbers = new HashMap<>();
    Map<String, List<Link>> tree = new HashMap<>();
    for (Link link : sorted) {
      long a = number(numbers, link.from);
      long b = number(numbers, link.to);
      if (!sets.areJoined(a, b)) {
        sets.join(a, b);
        tree.computeIfAbsent(link.from, end -> new ArrayList<>()).add(link);
        tree.computeIfAbsent(link.to, end -> new ArrayList<>()).add(link.turned());
      }
    }
    return path(tree, from, to);
  }

  private static long number(Map<String, Long> numbers, String end) {
    return numbers.computeIfAbsent(end, e -> (long) numbers.size());
  }

  private static List<Link> path(Map<String, List<Link>> tree, String from, String to) {
    Map<String, Link> cameBy = new HashMap<>();
    Deque<String> reached = new ArrayDeque<>(List.of(from));
    while (!reached.isEmpty() && !cameBy.containsKey(to)) {
      String end = reached.removeFirst();
      for (Link link : tree.getOrDefault(end, List.of())) {
        if (!link.to.equals(from) && cameBy.putIfAbsent(link.to, link) == null) {
          reached.addLast(link.to);
        }
      }
    }
    LinkedList<Link> path = new LinkedList<>();
    for (Link link = cameBy.get(to); link != null; link = cameBy.get(link.from)) {
      path.addFirst(link);
    }
    return List.copyOf(path);
  }
}
