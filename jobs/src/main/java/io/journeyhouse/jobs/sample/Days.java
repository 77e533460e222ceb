package io.journeyhouse.jobs.sample;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** The world's business days, counted from 0, and their instants in seconds since 1970. */
final class Days {
  static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final int MARGIN = 2400;

  private final LocalDate first;
  private final long[] starts;

  Days(LocalDate first, int count) {
    this.first = first;
    starts = new long[count + 1];
    for (int day = 0; day <= count; day++) {
      starts[day] = first.plusDays(day).atStartOfDay(ZONE).toEpochSecond();
    }
  }

  int count() {
    return starts.length - 1;
  }

  String date(int day) {
    return first.plusDays(day).toString();
  }

  LocalDate localDate(int day) {
    return first.plusDays(day);
  }

  long start(int day) {
    return starts[day];
  }

  /** A second of the day that leaves what starts then {@link #MARGIN} seconds until midnight. */
  long at(int day, int second) {
    return starts[day] + Math.min(second, starts[day + 1] - starts[day] - MARGIN);
  }

  /** The day of an instant in the world; -1 before it, {@link #count()} after it. */
  int dayOf(long at) {
    if (at < starts[0]) {
      return -1;
    }
    int day = (int) Math.min((at - starts[0]) / 86_400, count() - 1);
    while (day < count() && at >= starts[day + 1]) {
      day++;
    }
    while (at < starts[day]) {
      day--;
    }
    return day;
  }

  static long offset(long at) {
    return ZONE.getRules().getOffset(Instant.ofEpochSecond(at)).getTotalSeconds();
  }
}
