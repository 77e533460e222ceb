package io.journeyhouse.bench.identity;

/** Draws what goes wrong with one record, and counts it. */
final class Mishaps {
  final Dice dice;
  private final Tally tally;

  Mishaps(Dice dice, Tally tally) {
    this.dice = dice;
    this.tally = tally;
  }

  boolean happens(Rate rate) {
    boolean happens = dice.chance(rate);
    tally.count(rate, happens);
    return happens;
  }

  Rate oneOf(Weighted<Rate> rates, Rate first, Rate last) {
    Rate rate = rates.pick(dice);
    countOneOf(first, last, rate);
    return rate;
  }

  void countOneOf(Rate first, Rate last, Rate happened) {
    tally.countOneOf(first, last, happened);
  }

  /** Perhaps with a dot behind. */
  String abbreviated(String abbreviation) {
    return happens(Rate.DOTTED) ? abbreviation + "." : abbreviation;
  }

  /** The text, perhaps with one typo or two. */
  String typed(Rate rate, String text) {
    if (!happens(rate)) {
      return text;
    }
    String typed = Typos.one(this, text);
    return happens(Rate.SECOND_TYPO) ? Typos.one(this, typed) : typed;
  }

  /** Digits, perhaps with a wrong one. */
  String typedDigits(Rate rate, String digits) {
    return happens(rate) ? Typos.digit(this, digits) : digits;
  }
}
