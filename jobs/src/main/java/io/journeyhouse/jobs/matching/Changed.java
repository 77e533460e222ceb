package io.journeyhouse.jobs.matching;

import java.io.Serializable;
import java.util.Arrays;

/** Which records changed, so that they are compared with all others: all of them, or some. */
final class Changed implements Serializable {
  static final Changed ALL = new Changed(new long[0], true);

  private final long[] sorted;
  private final boolean isAll;

  private Changed(long[] sorted, boolean isAll) {
    this.sorted = sorted;
    this.isAll = isAll;
  }

  /**
   * @param ids as {@link Matcher#id} gives them
   */
  static Changed of(long... ids) {
    long[] sorted = ids.clone();
    Arrays.sort(sorted);
    return new Changed(sorted, false);
  }

  boolean contains(long id) {
    return isAll || Arrays.binarySearch(sorted, id) >= 0;
  }
}
