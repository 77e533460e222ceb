package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.jobs.person.IdentifierType;
import io.journeyhouse.jobs.person.Stitching;
import io.journeyhouse.jobs.workspace.Decision;
import io.journeyhouse.jobs.workspace.Decision.Action;
import io.journeyhouse.jobs.workspace.IdentityConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Values that name nobody: placeholders by a pattern of identity.yml, and those that a steward
 * blocked. A record is taken as if it did not state them.
 *
 * @param patterns by type of identifier
 * @param hashes each written type:hash
 */
record Blocked(Map<String, List<String>> patterns, List<String> hashes) {
  /** Where records state what. */
  private record Place(String type, String column, boolean isList) {}

  private static final List<Place> PLACES =
      List.of(
          new Place(IdentifierType.EMAIL.word(), "emails", true),
          new Place(IdentifierType.PHONE.word(), "phones", true),
          new Place(IdentifierType.LOYALTY.word(), "loyalty_id", false),
          new Place(IdentifierType.LOGIN.word(), "user_ids", true),
          new Place(IdentifierType.DEVICE.word(), "device_ids", true),
          new Place(IdentityConfig.NATIONAL_ID, IdentityConfig.NATIONAL_ID, false));

  static Blocked of(IdentityConfig config) {
    return new Blocked(
        config.blocked(),
        config.decisions().stream()
            .filter(decision -> decision.action() == Action.BLOCK_VALUE)
            .map(Decision::left)
            .toList());
  }

  /** Whether a value of a type, given as its source states it, is one of them. */
  Column is(IdentifierType type, Column value) {
    return is(type.word(), value);
  }

  private Column is(String type, Column value) {
    // each by itself: put together, their groups would have other numbers
    Column is =
        patterns.getOrDefault(type, List.of()).stream()
            .map(pattern -> value.rlike("(?i)" + pattern))
            .reduce(lit(false), Column::or);
    Object[] ofType = hashes.stream().filter(hash -> hash.startsWith(type + ":")).toArray();
    return ofType.length == 0
        ? is
        : is.or(concat(lit(type + ":"), Stitching.hash(lit(type), value)).isin(ofType));
  }

  /**
   * Rows of {@code silver.customer_records} without them, and with {@code blocked_identifiers},
   * what was left out.
   */
  Dataset<Row> leftOut(Dataset<Row> records) {
    List<Column> blocked = new ArrayList<>(List.of(Statements.none()));
    Map<String, Column> usable = new LinkedHashMap<>();
    for (Place place : PLACES) {
      if (!concerns(place.type)) {
        continue;
      }
      Column value = col(place.column);
      Column values = place.isList ? value : array_compact(array(value));
      blocked.add(Statements.each(place.type, filter(values, each -> is(place.type, each))));
      usable.put(
          place.column,
          place.isList
              ? filter(value, each -> not(is(place.type, each)))
              : when(not(is(place.type, value)), value));
    }
    return records
        .withColumn(
            "blocked_identifiers",
            array_sort(array_distinct(concat(blocked.toArray(Column[]::new)))))
        .withColumns(usable);
  }

  private boolean concerns(String type) {
    return !patterns.getOrDefault(type, List.of()).isEmpty()
        || hashes.stream().anyMatch(hash -> hash.startsWith(type + ":"));
  }
}
