package io.journeyhouse.jobs.identity;

import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The best of what a customer's records say, field by field, and which record each field is from.
 */
final class GoldenRecord {
  /** What it takes of each record. */
  static final List<String> INPUT =
      List.of(
          "record_key",
          "created_at",
          "updated_at",
          "given_name",
          "family_name",
          "emails",
          "phones",
          "street",
          "house_number",
          "postal_code",
          "city",
          "region",
          "country",
          "birth_date",
          "gender",
          "loyalty_id",
          "preferred_channel");

  private static final List<String> ADDRESS =
      List.of("street", "house_number", "postal_code", "city", "region", "country");

  static final StructType SCHEMA =
      new StructType()
          .add("customer_id", DataTypes.StringType)
          .add("given_name", DataTypes.StringType)
          .add("family_name", DataTypes.StringType)
          .add("email", DataTypes.StringType)
          .add("phone", DataTypes.StringType)
          .add("street", DataTypes.StringType)
          .add("house_number", DataTypes.StringType)
          .add("postal_code", DataTypes.StringType)
          .add("city", DataTypes.StringType)
          .add("region", DataTypes.StringType)
          .add("country", DataTypes.StringType)
          .add("birth_date", DataTypes.DateType)
          .add("gender", DataTypes.StringType)
          .add("loyalty_id", DataTypes.StringType)
          .add("preferred_channel", DataTypes.StringType)
          .add("provenance", DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType))
          .add("first_seen_at", DataTypes.TimestampType)
          .add("last_seen_at", DataTypes.TimestampType)
          .add("record_count", DataTypes.LongType);

  private static final Comparator<Row> LATEST_FIRST =
      Comparator.<Row, Timestamp>comparing(
              GoldenRecord::statedAt, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(record -> record.getString(0))
          .reversed();

  private final List<Row> records;
  private final Map<String, String> provenance = new TreeMap<>();

  private GoldenRecord(List<Row> records) {
    this.records = records;
  }

  /** A row of {@link #SCHEMA}, the same in whatever order the records come. */
  static Row of(String customer, List<Row> records) {
    List<Row> latestFirst = new ArrayList<>(records);
    latestFirst.sort(LATEST_FIRST);
    return new GoldenRecord(latestFirst).row(customer);
  }

  private Row row(String customer) {
    List<Object> fields = new ArrayList<>();
    fields.add(customer);
    fields.add(mostFrequent("given_name"));
    fields.add(mostFrequent("family_name"));
    fields.add(latestOf("email", "emails"));
    fields.add(latestOf("phone", "phones"));
    Row address = addressed();
    ADDRESS.forEach(field -> fields.add(address == null ? null : address.getAs(field)));
    fields.add(latest("birth_date"));
    fields.add(latest("gender"));
    fields.add(latest("loyalty_id"));
    fields.add(latest("preferred_channel"));
    fields.add(CollectionConverters.asScala(provenance));
    fields.add(extreme("created_at", Comparator.naturalOrder()));
    fields.add(extreme("updated_at", Comparator.reverseOrder()));
    fields.add((long) records.size());
    return RowFactory.create(fields.toArray());
  }

  private @Nullable Object latest(String field) {
    Row record = first(r -> r.getAs(field) != null);
    return record == null ? null : from(record, field).getAs(field);
  }

  private @Nullable Object latestOf(String field, String list) {
    Row record = first(r -> !values(r, list).isEmpty());
    return record == null ? null : values(from(record, field), list).get(0);
  }

  private @Nullable Object mostFrequent(String field) {
    Map<String, Integer> times = new HashMap<>();
    for (Row record : records) {
      String name = record.getAs(field);
      if (name != null) {
        times.merge(name.toLowerCase(Locale.ROOT), 1, Integer::sum);
      }
    }
    int most = times.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    Row record = first(r -> isNamed(r.getAs(field), times, most));
    return record == null ? null : from(record, field).getAs(field);
  }

  private static boolean isNamed(@Nullable String name, Map<String, Integer> times, int most) {
    return name != null && times.getOrDefault(name.toLowerCase(Locale.ROOT), 0) == most;
  }

  /** The latest record that says where somebody lives, else the latest that says a country. */
  private @Nullable Row addressed() {
    Row record = first(r -> hasAny(r, List.of("street", "postal_code", "city")));
    Row any = record == null ? first(r -> hasAny(r, ADDRESS)) : record;
    return any == null ? null : from(any, "address");
  }

  private static boolean hasAny(Row record, List<String> fields) {
    return fields.stream().anyMatch(field -> record.getAs(field) != null);
  }

  private @Nullable Timestamp extreme(String field, Comparator<Timestamp> order) {
    return records.stream()
        .map(record -> record.<Timestamp>getAs(field))
        .filter(java.util.Objects::nonNull)
        .min(order)
        .orElse(null);
  }

  private @Nullable Row first(Predicate<Row> isWanted) {
    return records.stream().filter(isWanted).findFirst().orElse(null);
  }

  private Row from(Row record, String field) {
    provenance.put(field, record.getString(0));
    return record;
  }

  private static List<Object> values(Row record, String list) {
    return record.getList(record.fieldIndex(list));
  }

  private static @Nullable Timestamp statedAt(Row record) {
    Timestamp updated = record.getAs("updated_at");
    return updated == null ? record.getAs("created_at") : updated;
  }
}
