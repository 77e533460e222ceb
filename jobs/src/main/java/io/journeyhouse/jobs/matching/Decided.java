package io.journeyhouse.jobs.matching;

import java.io.Serializable;
import java.util.List;

/**
 * Pairs of records of which somebody decided whether they are of one person. They must not
 * contradict one another.
 *
 * @param merges pairs that are
 * @param splits pairs that are not
 */
public record Decided(List<Clusters.Pair> merges, List<Clusters.Pair> splits)
    implements Serializable {
  /** Nothing was decided. */
  public static final Decided NOTHING = new Decided(List.of(), List.of());
}
