package io.journeyhouse.bench.identity;

import io.journeyhouse.jobs.sample.SplitMix;
import java.util.List;

/** Random numbers of one purpose in a file of people. */
final class Dice extends SplitMix {
  /** What numbers are drawn for; each has its own stream. */
  enum For {
    GEOGRAPHY,
    SURNAME_RANKS,
    HOUSEHOLD,
    HOUSEHOLD_MOVE,
    HOUSEHOLD_ADDRESS,
    RENAMING,
    LIFE,
    PHONE,
    EMAIL,
    SHARED_EMAIL,
    CONTACT,
    MISTAKES
  }

  Dice(long seed, For purpose, long a, long b) {
    super(seed, purpose.ordinal(), a, b);
  }

  /** In [from, to], small numbers as likely as large ones ten times as far apart. */
  int logBetween(int from, int to) {
    return (int) Math.round(from * StrictMath.pow((double) to / from, unit()));
  }

  boolean chance(Rate rate) {
    return chance(rate.planned);
  }

  <T> T pick(List<T> values) {
    return values.get(below(values.size()));
  }
}
