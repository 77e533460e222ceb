package io.journeyhouse.jobs.identity;

import io.journeyhouse.jobs.workspace.GoldenConfig;
import io.journeyhouse.jobs.workspace.GoldenConfig.Rule;
import io.journeyhouse.jobs.workspace.GoldenConfig.Strategy;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The best of what a customer's records say, field by field, which record each field is from, by
 * which rule, and what others say instead.
 */
final class GoldenRecord {
  /** What it takes of each record, as it stands there. */
  static final List<String> INPUT =
      List.of(
          "record_key",
          "source",
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

  /** The columns of an address, which is taken whole. */
  static final List<String> ADDRESS =
      List.of("street", "house_number", "postal_code", "city", "region", "country");

  private static final List<String> PLACE = List.of("street", "postal_code", "city");
  private static final Map<String, String> LISTS = Map.of("email", "emails", "phone", "phones");

  private static final DataType TEXTS = DataTypes.createArrayType(DataTypes.StringType);
  private static final StructType SURVIVAL =
      new StructType()
          .add("record_key", DataTypes.StringType)
          .add("rule", DataTypes.StringType)
          .add(
              "losing",
              DataTypes.createArrayType(
                  new StructType()
                      .add("record_key", DataTypes.StringType)
                      .add("value", DataTypes.StringType)));

  static final StructType SCHEMA =
      new StructType()
          .add("customer_id", DataTypes.StringType)
          .add("given_name", DataTypes.StringType)
          .add("family_name", DataTypes.StringType)
          .add("email", DataTypes.StringType)
          .add("emails", TEXTS)
          .add("phone", DataTypes.StringType)
          .add("phones", TEXTS)
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
          .add("survivorship", DataTypes.createMapType(DataTypes.StringType, SURVIVAL))
          .add("first_seen_at", DataTypes.TimestampType)
          .add("last_seen_at", DataTypes.TimestampType)
          .add("record_count", DataTypes.LongType);

  private static final Comparator<Row> LATEST_FIRST =
      Comparator.<Row, Timestamp>comparing(
              GoldenRecord::statedAt, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(record -> record.getString(0))
          .reversed();

  private final List<Row> records;
  private final GoldenConfig config;
  private final Map<String, String> provenance = new TreeMap<>();
  private final Map<String, Row> survivorship = new TreeMap<>();

  private GoldenRecord(List<Row> records, GoldenConfig config) {
    this.records = records;
    this.config = config;
  }

  /**
   * A row of {@link #SCHEMA}, the same in whatever order the records come.
   *
   * @param records with {@link #INPUT} and {@code verified}, the fields in which the record is
   *     confirmed
   */
  static Row of(String customer, List<Row> records, GoldenConfig config) {
    List<Row> latestFirst = new ArrayList<>(records);
    latestFirst.sort(LATEST_FIRST);
    return new GoldenRecord(latestFirst, config).row(customer);
  }

  private Row row(String customer) {
    List<Object> fields = new ArrayList<>();
    fields.add(customer);
    fields.add(value("given_name"));
    fields.add(value("family_name"));
    fields.add(value("email"));
    fields.add(values("emails"));
    fields.add(value("phone"));
    fields.add(values("phones"));
    Row address = (Row) survivor("address", addresses());
    ADDRESS.forEach(field -> fields.add(address == null ? null : address.getAs(field)));
    fields.add(value("birth_date"));
    fields.add(value("gender"));
    fields.add(value("loyalty_id"));
    fields.add(value("preferred_channel"));
    fields.add(CollectionConverters.asScala(provenance));
    fields.add(CollectionConverters.asScala(survivorship));
    fields.add(extreme("created_at", Comparator.naturalOrder()));
    fields.add(extreme("updated_at", Comparator.reverseOrder()));
    fields.add((long) records.size());
    return RowFactory.create(fields.toArray());
  }

  private @Nullable Object value(String field) {
    List<Candidate> candidates = new ArrayList<>();
    for (Row record : records) {
      for (Object value : stated(record, field)) {
        candidates.add(new Candidate(record, value, value.toString()));
      }
    }
    return survivor(field, candidates);
  }

  private Object values(String field) {
    List<Candidate> candidates = new ArrayList<>();
    for (Row record : records) {
      List<String> values = record.getList(record.fieldIndex(field));
      if (!values.isEmpty()) {
        String text = String.join(", ", values);
        candidates.add(new Candidate(record, values, text));
      }
    }
    Rule rule = rule(field);
    if (rule.strategy() != Strategy.UNION) {
      Object values = survivor(field, candidates);
      return values == null ? new String[0] : ((List<?>) values).toArray(String[]::new);
    }
    Set<Object> all = new LinkedHashSet<>();
    candidates.forEach(candidate -> all.addAll((List<?>) candidate.value()));
    if (!all.isEmpty()) {
      survivorship.put(field, RowFactory.create(null, rule.strategy().word(), new Row[0]));
    }
    return all.toArray(String[]::new);
  }

  /** Of the records that say where somebody lives, else of those that say a country. */
  private List<Candidate> addresses() {
    List<Row> placed =
        records.stream().filter(record -> Candidate.filled(record, PLACE) > 0).toList();
    return (placed.isEmpty() ? records : placed)
        .stream()
            .filter(record -> Candidate.filled(record, ADDRESS) > 0)
            .map(record -> new Candidate(record, record, line(record)))
            .toList();
  }

  private @Nullable Object survivor(String field, List<Candidate> latestFirst) {
    if (latestFirst.isEmpty()) {
      return null;
    }
    Rule rule = rule(field);
    Candidate survivor = Survivorship.of(field, rule, latestFirst);
    Map<String, Candidate> others = new LinkedHashMap<>();
    latestFirst.forEach(candidate -> others.putIfAbsent(candidate.sameness(), candidate));
    others.remove(survivor.sameness());
    Row[] losing =
        others.values().stream()
            .map(other -> RowFactory.create(other.recordKey(), other.text()))
            .toArray(Row[]::new);
    provenance.put(field, survivor.recordKey());
    survivorship.put(
        field, RowFactory.create(survivor.recordKey(), rule.strategy().word(), losing));
    return survivor.value();
  }

  private Rule rule(String field) {
    return Objects.requireNonNull(config.rules().get(field));
  }

  private @Nullable Timestamp extreme(String field, Comparator<Timestamp> order) {
    return records.stream()
        .map(record -> record.<Timestamp>getAs(field))
        .filter(Objects::nonNull)
        .min(order)
        .orElse(null);
  }

  private static List<?> stated(Row record, String field) {
    String list = LISTS.get(field);
    if (list != null) {
      return record.getList(record.fieldIndex(list));
    }
    Object value = record.getAs(field);
    return value == null ? List.of() : List.of(value);
  }

  private static String line(Row record) {
    return ADDRESS.stream()
        .map(field -> record.<String>getAs(field))
        .filter(Objects::nonNull)
        .collect(Collectors.joining(", "));
  }

  private static @Nullable Timestamp statedAt(Row record) {
    Timestamp updated = record.getAs("updated_at");
    return updated == null ? record.getAs("created_at") : updated;
  }
}
