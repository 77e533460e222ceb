package io.journeyhouse.bench.identity;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A few hundred common surnames by frequency, then thousands of composed ones. */
final class Surnames {
  /** Give the first name one person in 120 and leave a third to the composed ones. */
  private static final int FLAT_RANKS = 12;

  private static final double EXPONENT = 0.95;

  private final Weighted<String> names;

  /**
   * @param ranks shuffles the composed names: neighbours in the list begin alike
   */
  Surnames(Dice ranks) {
    record Ranked(String name, long rank) {}
    List<String> composed =
        Words.composed("surname-parts.txt").stream()
            .map(name -> new Ranked(name, ranks.next()))
            .sorted(Comparator.comparingLong(Ranked::rank))
            .map(Ranked::name)
            .toList();
    names =
        Weighted.zipf(
            Stream.of(Words.of("surnames.txt"), composed).flatMap(List::stream).distinct().toList(),
            FLAT_RANKS,
            EXPONENT);
  }

  String pick(Dice dice) {
    return names.pick(dice);
  }
}
