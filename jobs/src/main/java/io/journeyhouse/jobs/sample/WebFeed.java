package io.journeyhouse.jobs.sample;

import java.io.IOException;
import java.util.Arrays;

/**
 * The events of one day on their way to the day's files. They come person by person and are held
 * until {@link #flush}, which writes them in the order of time, but for a few that arrive late.
 */
final class WebFeed {
  static final Feed.Source SOURCE =
      new Feed.Source("web", "web", "events", ".jsonl.gz", null, ',', true);

  private static final double DELAYED = 0.003;
  private static final int LONGEST_DELAY = 900_000;
  private static final int INITIAL = 1 << 12;

  /** Keys are counted from some days before, for apps that were offline. */
  private static final long BEFORE = 3 * 86_400L;

  private final Bytes bytes = new Bytes(1 << 20);
  private long[] order = new long[INITIAL];
  private long[] moments = new long[INITIAL];
  private int[] ends = new int[INITIAL];
  private int count;

  Bytes bytes() {
    return bytes;
  }

  /** Ends an event; its bytes were put to {@link #bytes}. */
  void end(Feed feed, World world, long millis) {
    if (count == ends.length) {
      order = Arrays.copyOf(order, 2 * count);
      moments = Arrays.copyOf(moments, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    long start = world.days.start(feed.day());
    boolean isDelayed = feed.dice().chance(DELAYED);
    long key = millis + (isDelayed ? feed.dice().below(LONGEST_DELAY) : 0);
    order[count] = key - (start - BEFORE) * 1000 << 32 | count;
    moments[count] = millis;
    ends[count++] = bytes.length();
    if (millis < start * 1000) {
      feed.count(Dirt.OUT_OF_ORDER_DAY);
    }
  }

  /** Writes what is held to the feed's present file. */
  void flush(Feed feed) throws IOException {
    Arrays.sort(order, 0, count);
    long latest = Long.MIN_VALUE;
    for (int i = 0; i < count; i++) {
      int row = (int) order[i];
      boolean isOnTime = feed.add(bytes, row == 0 ? 0 : ends[row - 1], ends[row]);
      if (isOnTime && moments[row] < latest) {
        feed.count(Dirt.OUT_OF_ORDER);
      } else if (isOnTime) {
        latest = moments[row];
      }
    }
    count = 0;
    bytes.clear();
  }
}
