package io.journeyhouse.bench.identity;

import java.util.EnumSet;

/** How many records there are of somebody. */
final class RecordCount {
  private static final Rate FIRST = Rate.ONE_RECORD;
  private static final Rate LAST = Rate.EIGHT_RECORDS;
  private static final Weighted<Rate> COUNTS = Rate.oneOf(FIRST, LAST);

  private RecordCount() {}

  static int pick(Dice dice) {
    return of(COUNTS.pick(dice));
  }

  static double mean() {
    return EnumSet.range(FIRST, LAST).stream().mapToDouble(rate -> rate.planned * of(rate)).sum();
  }

  static void count(int records, Tally tally) {
    for (Rate rate : EnumSet.range(FIRST, LAST)) {
      tally.count(rate, of(rate) == records);
    }
  }

  private static int of(Rate rate) {
    return switch (rate) {
      case ONE_RECORD -> 1;
      case TWO_RECORDS -> 2;
      case THREE_RECORDS -> 3;
      case FOUR_RECORDS -> 4;
      case FIVE_RECORDS -> 5;
      default -> 8;
    };
  }
}
