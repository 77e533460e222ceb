package io.journeyhouse.jobs.journey;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_utc_timestamp;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.journeyhouse.common.keys.Hashes;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Forms the sessions of events: one shuffle and one sort by unit, then one pass. */
final class Sessions {
  /** What the unit of an event with a device starts with. */
  static final String DEVICE = "device:";

  private static final String SLOT = "_slot";
  private static final long ENGAGED_MICROS = 10_000_000;

  private final long timeoutMicros;
  private final Channels channels;

  Sessions(long timeoutMicros, Channels channels) {
    this.timeoutMicros = timeoutMicros;
    this.channels = channels;
  }

  /** The sessions of all given events, which have a {@code unit}, without their customers. */
  Dataset<Row> of(Dataset<Row> events, ZoneId zone) {
    List<String> carried = Arrays.asList(SessionCut.INPUT.fieldNames());
    Column[] columns = carried.stream().map(functions::col).toArray(Column[]::new);
    Dataset<Row> ordered =
        events
            .withColumn("at", unix_micros(col("event_at")))
            // all units start alike: sorted by their hash first, few comparisons go beyond 8 bytes
            .withColumn(SLOT, xxhash64(col("unit")))
            .select(columns(columns, col(SLOT)))
            .repartition(col(SLOT))
            .sortWithinPartitions(SLOT, "unit", "at", "source", "event_id")
            .select(columns);
    Dataset<Row> cut =
        ordered.mapPartitions(new SessionCut(timeoutMicros), Encoders.row(SessionCut.OUTPUT));
    return described(channels.name(cut), zone);
  }

  private static Dataset<Row> described(Dataset<Row> cut, ZoneId zone) {
    Column micros = unix_micros(col("ended_at")).minus(unix_micros(col("started_at")));
    Column engaged = micros.geq(ENGAGED_MICROS).or(col("page_views").geq(2)).or(col("converted"));
    return cut.select(
            Hashes.surrogate(col("source"), col("event_id")).as("session_id"),
            col("unit"),
            when(col("unit").startsWith(DEVICE), regexp_replace(col("unit"), "^" + DEVICE, ""))
                .as("device_id"),
            col("user_id"),
            col("started_at"),
            col("ended_at"),
            businessDay(col("started_at"), zone).as("session_date"),
            col("channel"),
            col("is_paid"),
            col("utm_campaign").as("campaign"),
            col("utm_source"),
            col("utm_medium").as("medium"),
            col("device_class"),
            col("page_url").as("landing_page"),
            col("page_views"),
            col("events"),
            engaged.as("is_engaged"),
            col("events").equalTo(1).and(functions.not(engaged)).as("is_bounce"),
            col("converted"),
            col("event_types"),
            col("source").as("entry_source"),
            col("event_id").as("entry_event_id"))
        .withColumnRenamed("utm_source", "source");
  }

  /** The business day of an instant. */
  static Column businessDay(Column at, ZoneId zone) {
    return from_utc_timestamp(at, zone.getId()).cast("date");
  }

  private static Column[] columns(Column[] columns, Column last) {
    Column[] all = Arrays.copyOf(columns, columns.length + 1);
    all[columns.length] = last;
    return all;
  }
}
