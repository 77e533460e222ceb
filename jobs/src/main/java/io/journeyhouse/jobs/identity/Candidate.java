package io.journeyhouse.jobs.identity;

import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * What one record states of one field.
 *
 * @param value as it is kept: a list for a field of many values, the record itself for an address
 * @param text the value as one text
 */
record Candidate(Row record, Object value, String text) {
  String recordKey() {
    return record.getAs("record_key");
  }

  String source() {
    return record.getAs("source");
  }

  /** Equal for values that differ in nothing but capital letters. */
  String sameness() {
    return text.toLowerCase(Locale.ROOT);
  }

  boolean isVerifiedAs(String field) {
    return record.getList(record.fieldIndex("verified")).contains(field);
  }

  /** How much a list or an address holds; of all else, how much its record does. */
  int completeness() {
    return value instanceof List<?> values
        ? values.size()
        : filled(record, value instanceof Row ? GoldenRecord.ADDRESS : GoldenRecord.INPUT);
  }

  /** How many of some fields a record fills. */
  static int filled(Row record, List<String> fields) {
    return (int) fields.stream().filter(field -> !isEmpty(record.getAs(field))).count();
  }

  private static boolean isEmpty(@Nullable Object value) {
    return value == null || value instanceof scala.collection.Seq<?> list && list.isEmpty();
  }
}
