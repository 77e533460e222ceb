package io.journeyhouse.jobs.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_utc_timestamp;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.unix_seconds;
import static org.apache.spark.sql.functions.upper;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.jobs.workspace.SourceConfig;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What silver works out for the facts that are one raw row each, once their values are typed. */
final class Facts {
  private Facts() {}

  /** Whatever else a source of clicks maps, its logins and devices identify. */
  static Mapping eventMapping(SourceConfig source) {
    Map<String, String> identifiers = new LinkedHashMap<>(source.identifiers());
    Map.of("login", "user_id", "device", "device_id")
        .forEach(
            (type, column) -> {
              String sql = source.columns().get(column);
              if (sql != null) {
                identifiers.putIfAbsent(type, sql);
              }
            });
    return new Mapping(source, source.columns(), identifiers);
  }

  static Dataset<Row> events(Dataset<Row> typed, SourceConfig source, ZoneId businessZone) {
    Map<String, Column> worked = new HashMap<>();
    worked.put("event_date", businessDay(col("event_at"), businessZone));
    worked.put("currency", when(col("value").isNotNull(), currency(source)));
    worked.put("is_bot", coalesce(col("is_bot"), lit(false)));
    worked.put("properties", col("_rest"));
    return typed.withColumns(worked);
  }

  static Dataset<Row> support(Dataset<Row> typed) {
    Column took = unix_seconds(col("closed_at")).minus(unix_seconds(col("opened_at")));
    return typed.withColumn("resolution_seconds", coalesce(col("resolution_seconds"), took));
  }

  static Dataset<Row> contacts(Dataset<Row> typed) {
    return lowerCase(typed, "channel", "event_type");
  }

  static Dataset<Row> spend(Dataset<Row> typed, SourceConfig source) {
    return typed.withColumn("currency", currency(source));
  }

  static Dataset<Row> products(Dataset<Row> typed, SourceConfig source) {
    return typed
        .withColumn("currency", when(col("price").isNotNull(), currency(source)))
        .withColumn("is_active", coalesce(col("is_active"), lit(true)));
  }

  static Dataset<Row> consents(Dataset<Row> typed) {
    return lowerCase(typed, "purpose", "channel", "status");
  }

  static Dataset<Row> surveys(Dataset<Row> typed) {
    return lowerCase(typed, "kind");
  }

  /** The day, in the zone of the business, on which an instant falls. */
  static Column businessDay(Column at, ZoneId businessZone) {
    return to_date(from_utc_timestamp(at, businessZone.getId()));
  }

  /** The row's currency, or the source's where it has none. */
  static Column currency(SourceConfig source) {
    return coalesce(upper(col("currency")), lit(source.currency()));
  }

  static Dataset<Row> lowerCase(Dataset<Row> rows, String... columns) {
    Map<String, Column> lower = new HashMap<>();
    for (String column : columns) {
      lower.put(column, lower(col(column)));
    }
    return rows.withColumns(lower);
  }
}
