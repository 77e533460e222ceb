package io.journeyhouse.jobs.matching.files;

import io.journeyhouse.jobs.matching.FieldKind;
import java.util.HashSet;
import java.util.List;

/** What kind of values a column holds, judged by a sample of them. */
final class KindGuess {
  private static final double FEW_DISTINCT = .02;
  private static final int FEW = 20;
  private static final int LONG_TEXT = 4;

  private KindGuess() {}

  /** By how many are distinct, how many have digits, and how many words they have. */
  static FieldKind of(List<String> values) {
    if (values.isEmpty()) {
      return FieldKind.TEXT;
    }
    int distinct = new HashSet<>(values).size();
    double withDigit = share(values, value -> value.chars().anyMatch(Character::isDigit));
    double words =
        values.stream().mapToInt(value -> value.strip().split("\\s+").length).average().orElse(1);
    if (distinct <= FEW && distinct <= Math.max(2, values.size() * FEW_DISTINCT)) {
      return FieldKind.CATEGORY;
    }
    if (withDigit > .8 && words < 2) {
      return FieldKind.CODE;
    }
    if (words >= LONG_TEXT || withDigit > .3) {
      return FieldKind.TEXT;
    }
    return distinct < values.size() * .3 ? FieldKind.PLACE : FieldKind.TEXT;
  }

  private static double share(List<String> values, java.util.function.Predicate<String> which) {
    return values.stream().filter(which).count() / (double) values.size();
  }
}
