package io.journeyhouse.jobs.sample;

import java.time.LocalDate;

/** Writes instants as the sources do. Keeps the date it wrote last, so it is for one thread. */
final class Times {
  private static final int DAY = 86_400;

  private final Bytes date = new Bytes(16);
  private long dateIs = Long.MIN_VALUE;

  /** 2026-01-31T09:05:00.123Z. */
  void utc(Bytes out, long millis) {
    long second = Math.floorDiv(millis, 1000L);
    dateAndTime(out, second, 'T');
    out.put('.').digits(Math.floorMod(millis, 1000L), 3).put('Z');
  }

  /** 2026-01-31 10:05:00, wall time of {@link Days#ZONE}. */
  void local(Bytes out, long at) {
    dateAndTime(out, at + Days.offset(at), ' ');
  }

  /** 2026-01-31T10:05:00+01:00. */
  void withOffset(Bytes out, long at) {
    long offset = Days.offset(at);
    dateAndTime(out, at + offset, 'T');
    out.put('+').digits(offset / 3600, 2).put(':').digits(offset % 3600 / 60, 2);
  }

  private void dateAndTime(Bytes out, long second, char separator) {
    long day = Math.floorDiv(second, (long) DAY);
    if (day != dateIs) {
      dateIs = day;
      date.clear();
      date.text(LocalDate.ofEpochDay(day).toString());
    }
    long time = Math.floorMod(second, (long) DAY);
    out.copy(date, 0, date.length()).put(separator).digits(time / 3600, 2);
    out.put(':').digits(time % 3600 / 60, 2).put(':').digits(time % 60, 2);
  }
}
