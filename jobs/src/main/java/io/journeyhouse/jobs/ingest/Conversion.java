package io.journeyhouse.jobs.ingest;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_filter;
import static org.apache.spark.sql.functions.map_values;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.rlike;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.to_utc_timestamp;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * How the value of an expression becomes a value of a contract's type. What does not fit becomes
 * null; blank text is no value.
 *
 * <p>Times: text with an offset or {@code Z} is an instant; text without is the wall clock of the
 * source's zone, and a day alone its midnight there. An hour that a change of clocks skips moves on
 * by the length of the gap; of an hour that comes twice the first is meant. Values that are
 * timestamps already are instants, those without a zone wall clock again.
 *
 * @param zone the source's zone
 */
record Conversion(ZoneId zone) {

  /** A value as text without blanks around it; null where nothing is left. */
  static Column text(Column value) {
    return nullif(trim(value), lit(""));
  }

  /** Whether a value of a type may fail to become one of another. */
  static boolean canFail(DataType from, DataType to) {
    boolean always = to instanceof StringType || to.equals(from) || isTextList(to);
    return !always;
  }

  /** True where there is a value, and so must be one after the conversion. */
  static Column isGiven(Column value, DataType from) {
    return from instanceof StringType ? text(value).isNotNull() : value.isNotNull();
  }

  Column convert(Column value, DataType from, DataType to) {
    if (to instanceof StringType) {
      return toText(value, from);
    }
    if (to instanceof TimestampType) {
      return toInstant(value, from);
    }
    if (isTextList(to)) {
      return toTextList(value, from);
    }
    if (to instanceof MapType) {
      return withoutNulls(fromText(value, from, to));
    }
    return to instanceof ArrayType ? fromText(value, from, to) : plain(value, from).try_cast(to);
  }

  /** Texts of a list in their order, each once, without blank ones. */
  static Column toTextList(Column value, DataType from) {
    Column list =
        from instanceof ArrayType
            ? transform(
                value.cast(DataTypes.createArrayType(DataTypes.StringType)), Conversion::text)
            : array(toText(value, from));
    return when(value.isNotNull(), array_distinct(array_compact(list)));
  }

  private static Column toText(Column value, DataType from) {
    if (from instanceof StringType) {
      return text(value);
    }
    boolean nested =
        from instanceof ArrayType || from instanceof MapType || from instanceof StructType;
    return nested ? to_json(value) : value.cast(DataTypes.StringType);
  }

  private Column toInstant(Column value, DataType from) {
    if (from instanceof StringType) {
      return textToInstant(text(value));
    }
    Column at = value.try_cast(DataTypes.TimestampType);
    return from instanceof TimestampNTZType || from instanceof DateType ? wallClock(at) : at;
  }

  private Column textToInstant(Column text) {
    Column at = text.try_cast(DataTypes.TimestampType);
    // Spark would take a time alone for one of today, and a year alone for its first day
    Column startsWithDay = length(text).geq(8).and(substring(text, 5, 1).equalTo("-"));
    Column hasZone = text.endsWith("Z").or(rlike(substring(text, 12, 60), lit("[A-Za-z+-]")));
    return when(startsWithDay, isUtc() ? at : when(hasZone, at).otherwise(wallClock(at)));
  }

  private Column wallClock(Column at) {
    return isUtc() ? at : to_utc_timestamp(at, zone.getId());
  }

  private boolean isUtc() {
    return zone.normalized().equals(ZoneOffset.UTC);
  }

  private static Column fromText(Column value, DataType from, DataType to) {
    return from instanceof StringType
        ? from_json(text(value), to, Map.of("mode", "PERMISSIVE"))
        : value.try_cast(to);
  }

  private static Column plain(Column value, DataType from) {
    return from instanceof StringType ? text(value) : value;
  }

  /** Most maps are of click ids and empty: those cost no lambda. */
  private static Column withoutNulls(Column map) {
    Column some = array_join(map_values(map), "").notEqual("");
    return when(some, map_filter(map, (key, v) -> v.isNotNull()));
  }

  private static boolean isTextList(DataType type) {
    return type instanceof ArrayType list && list.elementType() instanceof StringType;
  }
}
