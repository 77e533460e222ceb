package io.journeyhouse.jobs.journey;

import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Cuts events, sorted by unit and time, into sessions. It holds one open session, however many
 * events a unit has. A session depends on its own events alone, so cutting may start again at the
 * first event of any session and finds the same.
 */
final class SessionCut implements MapPartitionsFunction<Row, Row> {
  private static final String FIRST_EVENT =
      "source string, event_id string, page_url string, platform string, utm_source string,"
          + " utm_medium string, utm_campaign string, utm_content string, utm_term string,"
          + " referrer string, click_ids map<string,string>, device_class string";

  /** What is needed of an event; {@code at} in microseconds. */
  static final StructType INPUT =
      StructType.fromDDL(
          "unit string, at bigint, event_type string, user_id string, " + FIRST_EVENT);

  /** A session, with the fields of its first event. */
  static final StructType OUTPUT =
      StructType.fromDDL(
          "unit string, user_id string, started_at timestamp, ended_at timestamp, page_views int,"
              + " events int, converted boolean, event_types array<struct<event_type:string,"
              + "events:int,first_at:timestamp,last_at:timestamp>>, "
              + FIRST_EVENT);

  static final int FIRST_EVENT_AT = 4;

  /** No session lasts longer. */
  private static final long LONGEST_MICROS = Duration.ofHours(24).toNanos() / 1000;

  private final long timeoutMicros;

  SessionCut(long timeoutMicros) {
    this.timeoutMicros = timeoutMicros;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> events) {
    return new Iterator<>() {
      private @Nullable OpenSession open = events.hasNext() ? new OpenSession(events.next()) : null;

      @Override
      public boolean hasNext() {
        return open != null;
      }

      @Override
      public Row next() {
        OpenSession session = open;
        if (session == null) {
          throw new NoSuchElementException();
        }
        while (events.hasNext()) {
          Row event = events.next();
          if (!belongs(session, event)) {
            open = new OpenSession(event);
            return session.row();
          }
          session.add(event);
        }
        open = null;
        return session.row();
      }
    };
  }

  private boolean belongs(OpenSession session, Row event) {
    long at = event.getLong(1);
    String login = event.getString(3);
    return session.unit().equals(event.getString(0))
        && at - session.lastAt() <= timeoutMicros
        && at - session.startedAt() <= LONGEST_MICROS
        && (login == null || session.login() == null || Objects.equals(login, session.login()));
  }
}
