package io.journeyhouse.jobs.journey;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/** A session that is being put together from its events in order. */
final class OpenSession {
  private final Row first;
  private final Map<String, Kind> kinds = new TreeMap<>();
  private @Nullable String login;
  private long lastAt;
  private int events;

  /** How often and when an event type came. */
  private static final class Kind {
    private final long firstAt;
    private long lastAt;
    private int events;

    Kind(long firstAt) {
      this.firstAt = firstAt;
    }
  }

  OpenSession(Row first) {
    this.first = first;
    add(first);
  }

  void add(Row event) {
    lastAt = event.getLong(1);
    events++;
    if (login == null) {
      login = event.getString(3);
    }
    Kind kind = kinds.computeIfAbsent(event.getString(2), type -> new Kind(lastAt));
    kind.lastAt = lastAt;
    kind.events++;
  }

  String unit() {
    return first.getString(0);
  }

  long startedAt() {
    return first.getLong(1);
  }

  long lastAt() {
    return lastAt;
  }

  @Nullable String login() {
    return login;
  }

  /** The session in the columns of {@link SessionCut#OUTPUT}. */
  Row row() {
    Object[] values = new Object[SessionCut.OUTPUT.length()];
    values[0] = unit();
    values[1] = login;
    values[2] = timestamp(startedAt());
    values[3] = timestamp(lastAt);
    values[4] = count("page_view") + count("product_view");
    values[5] = events;
    values[6] = kinds.containsKey("purchase");
    values[7] =
        kinds.entrySet().stream()
            .map(
                e ->
                    RowFactory.create(
                        e.getKey(),
                        e.getValue().events,
                        timestamp(e.getValue().firstAt),
                        timestamp(e.getValue().lastAt)))
            .toArray(Row[]::new);
    for (int from = SessionCut.FIRST_EVENT_AT, to = 8; to < values.length; from++, to++) {
      values[to] = first.get(from);
    }
    return RowFactory.create(values);
  }

  private int count(String type) {
    Kind kind = kinds.get(type);
    return kind == null ? 0 : kind.events;
  }

  private static Timestamp timestamp(long micros) {
    return Timestamp.from(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
  }
}
