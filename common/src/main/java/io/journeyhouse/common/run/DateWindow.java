package io.journeyhouse.common.run;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/** A half-open window of instants, {@code [from, to)}, seen from a business time zone. */
public record DateWindow(Instant from, Instant to, ZoneId zone) {

  public DateWindow {
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException(
          "A window must end after it starts: " + from + " to " + to);
    }
  }

  /** The window of one business day. */
  public static DateWindow ofDay(LocalDate date, ZoneId zone) {
    return ofDays(date, date, zone);
  }

  /** The window of all business days from the first to the last, both included. */
  public static DateWindow ofDays(LocalDate first, LocalDate last, ZoneId zone) {
    return new DateWindow(
        first.atStartOfDay(zone).toInstant(),
        last.plusDays(1).atStartOfDay(zone).toInstant(),
        zone);
  }

  /** The same window, started earlier. */
  public DateWindow extendedBy(Duration lookback) {
    return new DateWindow(from.minus(lookback), to, zone);
  }

  public LocalDate firstDate() {
    return from.atZone(zone).toLocalDate();
  }

  /** The business day of the window's last instant. */
  public LocalDate lastDate() {
    return to.minusNanos(1000).atZone(zone).toLocalDate();
  }

  /** Every business day that the window touches, in order. */
  public List<LocalDate> days() {
    return firstDate().datesUntil(lastDate().plusDays(1)).toList();
  }

  /** The business days for a person: one, or the first and the last. */
  public String dates() {
    return firstDate().equals(lastDate())
        ? firstDate().toString()
        : firstDate() + " to " + lastDate();
  }

  /** True where a time lies in the window: {@code from <= time < to}. */
  public Column covers(Column time) {
    return time.geq(literal(from)).and(time.lt(literal(to)));
  }

  /** True where a row was loaded by a run of this window, given the row's {@code _window_end}. */
  public Column loaded(Column windowEnd) {
    return windowEnd.gt(literal(from)).and(windowEnd.leq(literal(to)));
  }

  /** The window's exclusive end as a literal. */
  public Column end() {
    return literal(to);
  }

  private static Column literal(Instant instant) {
    return functions.lit(Timestamp.from(instant));
  }

  @Override
  public String toString() {
    return from + "/" + to;
  }
}
