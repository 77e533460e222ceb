package io.journeyhouse.jobs.sample;

/**
 * Who does something on which of {@link #DAYS} days, one bit each: all that is kept of all people
 * at once. The rest of a life is made again for each of its days.
 */
final class ActiveDays {
  static final int DAYS = 64;

  private final World world;
  private final int firstDay;
  private final long[] bits;

  ActiveDays(World world, int firstDay) {
    this.world = world;
    this.firstDay = firstDay;
    bits = new long[world.customers];
  }

  /** Looks at some people; different threads look at different ones. */
  void fill(int from, int to) {
    for (int id = from; id < to; id++) {
      for (Action action : Life.of(world, new Person(world, id)).actions) {
        int day = action.day() - firstDay;
        if (day >= 0 && day < DAYS) {
          bits[id] |= 1L << day;
        }
      }
    }
  }

  boolean has(int id, int day) {
    return (bits[id] >>> (day - firstDay) & 1) != 0;
  }
}
