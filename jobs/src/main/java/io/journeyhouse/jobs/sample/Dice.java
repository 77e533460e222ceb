package io.journeyhouse.jobs.sample;

/** Random numbers of one purpose in the sample world. */
final class Dice extends SplitMix {
  /** What numbers are drawn for; each has its own stream. */
  enum For {
    HOUSEHOLD,
    ADDRESS,
    PERSON,
    LIFE,
    RECORD,
    RECORD_CHANGES,
    CARD,
    CONSENT,
    TICKET,
    VISIT,
    ORDER,
    ANSWER,
    CONTACT,
    WALK_IN,
    BOT,
    DIRT,
    SPEND,
    PRODUCT
  }

  private static final double[] QUANTILES = quantiles(1024);

  Dice(long seed, For purpose, long a, long b) {
    super(seed, purpose.ordinal(), a, b);
  }

  /**
   * Exponential waiting time, by a table of its quantiles: a logarithm costs more than all else
   * that a life is made of. What lies beyond the table starts anew, since such waiting has no
   * memory.
   */
  double waiting(double mean) {
    double past = 0;
    while (true) {
      double draw = unit() * QUANTILES.length;
      int i = (int) draw;
      if (i + 1 < QUANTILES.length) {
        return mean * (past + QUANTILES[i] + (draw - i) * (QUANTILES[i + 1] - QUANTILES[i]));
      }
      past += QUANTILES[i];
    }
  }

  <T> T pick(T[] values) {
    return values[below(values.length)];
  }

  /** StrictMath, since Math may differ from machine to machine. */
  private static double[] quantiles(int count) {
    double[] quantiles = new double[count];
    for (int i = 0; i < count; i++) {
      quantiles[i] = -StrictMath.log(1 - (double) i / count);
    }
    return quantiles;
  }
}
