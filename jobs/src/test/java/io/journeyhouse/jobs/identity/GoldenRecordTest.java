package io.journeyhouse.jobs.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.jobs.workspace.GoldenConfig;
import io.journeyhouse.jobs.workspace.GoldenConfig.Rule;
import io.journeyhouse.jobs.workspace.GoldenConfig.Strategy;
import java.sql.Date;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import scala.jdk.javaapi.CollectionConverters;

/** Which of the statements of a customer's records stands, by each rule. */
class GoldenRecordTest {
  private static final DataType TEXTS = DataTypes.createArrayType(DataTypes.StringType);

  private static final Row OLD =
      record(
          "crm:1",
          "2026-01-01 00:00:00",
          Map.of(
              "family_name",
              "Byron",
              "birth_date",
              Date.valueOf("1815-12-10"),
              "gender",
              "f",
              "emails",
              List.of("a@x.example", "old@x.example", "older@x.example")));

  private static final Row OTHER =
      record(
          "shop:7",
          "2026-02-01 00:00:00",
          Map.of("family_name", "byron", "emails", List.of("shop@x.example"), "city", "Bath"),
          "email");

  private static final Row NEW =
      record(
          "loy:3",
          "2026-03-01 00:00:00",
          Map.of(
              "family_name",
              "Lovelace-King",
              "birth_date",
              Date.valueOf("1815-10-12"),
              "emails",
              List.of("a@x.example")));

  static Stream<Arguments> rules() {
    return Stream.of(
        is("family_name", rule(Strategy.MOST_RECENT), "Lovelace-King", "loy:3"),
        is("family_name", rule(Strategy.MOST_FREQUENT), "byron", "shop:7"),
        is("family_name", rule(Strategy.LONGEST), "Lovelace-King", "loy:3"),
        is("family_name", rule(Strategy.MOST_COMPLETE), "Byron", "crm:1"),
        is("family_name", rule(Strategy.MIN), "byron", "shop:7"),
        is("family_name", rule(Strategy.MAX), "Lovelace-King", "loy:3"),
        is("family_name", by("crm", "shop"), "Byron", "crm:1"),
        is("family_name", by("none", "shop"), "byron", "shop:7"),
        is("birth_date", rule(Strategy.MIN), Date.valueOf("1815-10-12"), "loy:3"),
        is("birth_date", rule(Strategy.MAX), Date.valueOf("1815-12-10"), "crm:1"),
        is("gender", by("loy"), "f", "crm:1"),
        is("email", rule(Strategy.MOST_FREQUENT), "a@x.example", "loy:3"),
        is("email", verified(), "shop@x.example", "shop:7"));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void takes_the_value_of_the_rule(String field, Rule rule, Object value, String record) {
    Row golden = golden(Map.of(field, rule), OLD, OTHER, NEW);

    assertThat(golden.<Object>get(index(field))).isEqualTo(value);
    assertThat(map(golden, "provenance")).containsEntry(field, record);
    Row survival = (Row) map(golden, "survivorship").get(field);
    assertThat(survival.getString(0)).isEqualTo(record);
    assertThat(survival.getString(1)).isEqualTo(rule.strategy().word());
  }

  @Test
  void keeps_each_losing_value_once_with_the_last_record_that_states_it() {
    Row golden = golden(Map.of("family_name", rule(Strategy.MOST_RECENT)), OLD, OTHER, NEW);

    assertThat(losing(golden, "family_name")).containsExactly("shop:7 byron");
    assertThat(losing(golden, "email"))
        .containsExactly("shop:7 shop@x.example", "crm:1 old@x.example", "crm:1 older@x.example");
    assertThat(losing(golden, "gender")).isEmpty();
  }

  @Test
  void puts_lists_together_or_takes_one_of_them() {
    assertThat(emails(golden(Map.of(), OLD, OTHER, NEW)))
        .containsExactly("a@x.example", "shop@x.example", "old@x.example", "older@x.example");
    assertThat(emails(golden(Map.of("emails", rule(Strategy.MOST_COMPLETE)), OLD, OTHER, NEW)))
        .containsExactly("a@x.example", "old@x.example", "older@x.example");
    assertThat(map(golden(Map.of(), OLD, OTHER, NEW), "provenance")).doesNotContainKey("emails");
  }

  @Test
  void says_the_same_in_whatever_order_the_records_come() {
    Row twin = record("crm:2", "2026-03-01 00:00:00", Map.of("family_name", "King"));
    List<Row> records = new ArrayList<>(List.of(OLD, OTHER, NEW, twin));
    String first = texts(golden(Map.of(), records.toArray(Row[]::new)));
    for (int seed = 0; seed < 10; seed++) {
      Collections.shuffle(records, new Random(seed));
      assertThat(texts(golden(Map.of(), records.toArray(Row[]::new)))).isEqualTo(first);
    }
  }

  private static String texts(Row golden) {
    List<String> texts = new ArrayList<>(List.of(List.of(emails(golden)).toString()));
    map(golden, "provenance").forEach((field, record) -> texts.add(field + record));
    map(golden, "survivorship").keySet().forEach(field -> texts.add(field + losing(golden, field)));
    return texts.toString();
  }

  private static Arguments is(String field, Rule rule, Object value, String record) {
    return Arguments.of(field, rule, value, record);
  }

  private static Rule rule(Strategy strategy) {
    return new Rule(strategy, List.of(), null);
  }

  private static Rule by(String... sources) {
    return new Rule(Strategy.SOURCE_PRIORITY, List.of(sources), null);
  }

  private static Rule verified() {
    return new Rule(Strategy.VERIFIED_FIRST, List.of(), "attributes.email_verified");
  }

  private static Row golden(Map<String, Rule> rules, Row... records) {
    Map<String, Rule> all = new HashMap<>(GoldenConfig.DEFAULT.rules());
    all.putAll(rules);
    return GoldenRecord.of("c_1", List.of(records), new GoldenConfig(all));
  }

  private static int index(String field) {
    return GoldenRecord.SCHEMA.fieldIndex(field);
  }

  private static Map<String, Object> map(Row golden, String field) {
    Map<String, Object> map = new TreeMap<>();
    CollectionConverters.asJava((scala.collection.Map<?, ?>) golden.get(index(field)))
        .forEach((key, value) -> map.put(key.toString(), value));
    return map;
  }

  private static String[] emails(Row golden) {
    return (String[]) golden.get(index("emails"));
  }

  private static List<String> losing(Row golden, String field) {
    Row survival = (Row) map(golden, "survivorship").get(field);
    return Stream.of((Row[]) survival.get(2))
        .map(row -> row.getString(0) + " " + row.getString(1))
        .toList();
  }

  private static Row record(
      String key, String updated, Map<String, Object> stated, String... verified) {
    StructType schema = new StructType();
    List<Object> values = new ArrayList<>();
    for (String field : GoldenRecord.INPUT) {
      boolean isList = field.equals("emails") || field.equals("phones");
      schema = schema.add(field, isList ? TEXTS : DataTypes.StringType);
      Object value =
          switch (field) {
            case "record_key" -> key;
            case "source" -> key.substring(0, key.indexOf(':'));
            case "updated_at" -> Timestamp.valueOf(updated);
            default -> stated.get(field);
          };
      values.add(isList ? sequence(value == null ? List.of() : (List<?>) value) : value);
    }
    values.add(sequence(List.of(verified)));
    return new GenericRowWithSchema(values.toArray(), schema.add("verified", TEXTS));
  }

  private static scala.collection.Seq<?> sequence(List<?> values) {
    return CollectionConverters.asScala(values).toSeq();
  }
}
