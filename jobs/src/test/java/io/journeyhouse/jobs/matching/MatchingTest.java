package io.journeyhouse.jobs.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.journeyhouse.common.SharedSpark;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@ExtendWith(SharedSpark.class)
@Execution(ExecutionMode.CONCURRENT)
class MatchingTest {
  private static final List<People.Written> PEOPLE = People.of(1, 250, 2);

  private final SparkSession spark;

  MatchingTest(SparkSession spark) {
    this.spark = spark;
  }

  @Test
  void finds_the_records_of_one_person_and_says_why() {
    assertThat(PEOPLE).hasSizeBetween(550, 660);
    try (Matching matching = matching(PEOPLE, 2, MatchSettings.DEFAULT)) {
      assertThat(matching.isLearned()).isTrue();
      assertThat(matching.keys()).isNotEmpty();
      assertThat(matching.leftOut()).isEmpty();
      assertThat(matching.inParts()).isZero();
      Map<String, String> clusters = clusters(matching);
      Map<String, String> truth = People.truth(PEOPLE);
      assertThat(clusters.keySet()).isEqualTo(truth.keySet());
      clusters.forEach((key, cluster) -> assertThat(cluster).isLessThanOrEqualTo(key));
      assertThat(clusters.values()).allMatch(cluster -> cluster.equals(clusters.get(cluster)));
      double f1 = f1(clusters, truth);
      assertThat(f1).isGreaterThan(.95);
      sweeps(matching, truth, f1);
      explains(matching, clusters);
    }
  }

  private void sweeps(Matching matching, Map<String, String> truth, double f1) {
    List<Row> rows = new ArrayList<>();
    truth.forEach((key, entity) -> rows.add(RowFactory.create(key, entity)));
    Dataset<Row> known =
        spark.createDataFrame(
            rows,
            new StructType()
                .add("record_key", DataTypes.StringType)
                .add("entity", DataTypes.StringType));
    Map<Double, Quality> sweep;
    try (Clusters clusters = matching.cut(-4, 14, 2)) {
      sweep = clusters.quality(known);
    }
    assertThat(sweep.keySet()).containsExactly(-4.0, 2.0, 14.0);
    assertThat(sweep.get(-4.0).f1()).isEqualTo(f1, within(1e-9));
    assertThat(sweep.get(14.0).clusters()).isGreaterThan(sweep.get(-4.0).clusters());
  }

  private static void explains(Matching matching, Map<String, String> clusters) {
    List<String> keys = List.copyOf(clusters.keySet());
    for (int i = 0; i < 4; i++) {
      Explanation why = matching.explain(keys.get(i + 1), keys.get(i)).orElseThrow();
      double fields = why.fields().stream().mapToDouble(Explanation.FieldBits::bits).sum();
      assertThat(why.bits()).isEqualTo(why.prior() + fields + why.household(), within(1e-9));
      assertThat(why.prior()).isNegative();
      assertThat(why.household()).isLessThan(1e-9);
      assertThat(why.fields()).hasSameSizeAs(People.FIELDS);
    }
    assertThat(matching.explain(keys.get(0), "crm:nobody")).isEmpty();
    assertThat(matching.explain(keys.get(0), keys.get(0))).isEmpty();
  }

  @Test
  void the_same_records_give_the_same_clusters_however_they_come() {
    Map<String, String> wanted = clusters(People.rows(spark, PEOPLE, 1));
    assertThat(clusters(People.rows(spark, People.shuffled(PEOPLE, 2), 2))).isEqualTo(wanted);
    SparkSession adaptive = ((org.apache.spark.sql.classic.SparkSession) spark).cloneSession();
    adaptive.conf().set("spark.sql.adaptive.enabled", "true");
    adaptive.conf().set("spark.sql.shuffle.partitions", "5");
    assertThat(clusters(People.rows(adaptive, People.shuffled(PEOPLE, 3), 7))).isEqualTo(wanted);
  }

  @Test
  void a_phone_that_a_hundred_records_share_links_nobody() {
    List<People.Written> strangers =
        People.of(4, 150, 1).stream()
            .filter(record -> record.source().equals("crm"))
            .limit(100)
            .map(record -> withPhone(record, "0800 1234567"))
            .toList();
    assertThat(strangers).hasSize(100);
    assertThat(new HashSet<>(clusters(People.rows(spark, strangers, 2)).values())).hasSize(100);
    // nor where exact identifiers alone decide
    MatchSettings exact = MatchSettings.DEFAULT.records(1_000);
    try (Matching matching = matching(strangers, 2, exact)) {
      assertThat(matching.isLearned()).isFalse();
      assertThat(new HashSet<>(clusters(matching).values())).hasSize(100);
    }
  }

  @Test
  void families_and_lenders_are_not_one_person() {
    String[] father = {"karl", "weber", "1951-04-17", "elm road 8", "bonn", null, "0228 5550101"};
    String[] tess = {"tessa", "moran", "1990-09-02", "oak lane 3", "trier", null, "0651 5550102"};
    String[] lender = {
      "jonas", "ritter", "1974-12-24", "mill way 5", "mainz", "jr@x.example", null
    };
    String[] swapped = {"nadia", "sorin", "1988-06-30", "high street 77", "kiel", null, null};
    List<People.Written> records = new ArrayList<>(PEOPLE);
    plant(records, "father", father, father);
    plant(records, "son", with(father, 2, "1983-11-05"));
    plant(records, "twin", tess, tess);
    plant(records, "other twin", with(tess, 0, "fiona"));
    plant(records, "lender", lender, lender);
    plant(
        records,
        "borrower",
        new String[] {"mira", "kovac", "1999-02-11", "dock 1", "ulm", "jr@x.example", null});
    plant(records, "swapped", swapped, with(with(swapped, 0, "sorin"), 1, "nadia"));
    for (int i = 0; i < 40; i++) {
      int caller = i;
      People.Written record =
          PEOPLE.stream().filter(r -> r.entity().equals("p" + caller)).findFirst().orElseThrow();
      records.remove(record);
      records.add(
          new People.Written(
              record.key(),
              record.source(),
              with(record.values(), 5, "calls@centre.example"),
              record.entity()));
    }
    try (Matching matching = matching(records, 2, MatchSettings.DEFAULT)) {
      Map<String, String> clusters = clusters(matching);
      Map<String, String> truth = People.truth(records);
      Map<String, Set<String>> entities = new TreeMap<>();
      clusters.forEach(
          (record, cluster) ->
              entities.computeIfAbsent(cluster, c -> new TreeSet<>()).add(truth.get(record)));
      for (String who :
          List.of("father", "son", "twin", "other twin", "lender", "borrower", "swapped")) {
        assertThat(entities.values()).as(who).contains(Set.of(who));
      }
      assertThat(clusters.get("crm:swapped-0")).isEqualTo(clusters.get("crm:swapped-1"));
      assertThat(f1(clusters, truth)).isGreaterThan(.94);
    }
  }

  private static void plant(List<People.Written> records, String entity, String[]... written) {
    for (int i = 0; i < written.length; i++) {
      records.add(new People.Written("crm:" + entity + "-" + i, "crm", written[i], entity));
    }
  }

  private static String[] with(String[] values, int field, String value) {
    String[] copy = values.clone();
    copy[field] = value;
    return copy;
  }

  @Test
  void pairs_that_share_too_frequent_a_value_are_left_out_and_told() {
    int shared = 2_000;
    MatchSettings settings =
        new MatchSettings(
            false,
            3_000,
            true,
            new MatchSettings.Comparing(20, 6, 60, .0005, 500, 5_000),
            MatchSettings.DEFAULT.cutting());
    List<People.Written> records =
        IntStream.range(0, shared)
            .mapToObj(
                i -> new People.Written("crm:" + i, "crm", onlyPhone("0800 1234567"), "p" + i))
            .collect(Collectors.toCollection(ArrayList::new));
    records.add(new People.Written("shop:1", "shop", onlyPhone("0170 7654321"), "q"));
    records.add(new People.Written("shop:2", "shop", onlyPhone("0170 7654321"), "q"));
    try (Matching matching = matching(records, 2, settings)) {
      assertThat(matching.isLearned()).isFalse();
      assertThat(matching.leftOut())
          .singleElement()
          .satisfies(
              left -> {
                assertThat(left.key()).isEqualTo("phone");
                assertThat(left.blocks()).isEqualTo(1);
                assertThat(left.records()).isEqualTo(shared);
                // four tiles of about 500
                assertThat(left.pairs() / (shared * (shared - 1) / 2.0)).isBetween(.7, .76);
              });
      // each tile is connected as a whole
      assertThat(matching.inParts()).isEqualTo(shared);
      Map<String, String> clusters = clusters(matching);
      assertThat(clusters).hasSize(records.size()).containsEntry("shop:2", "shop:1");
      assertThat(clusters.values().stream().collect(Collectors.groupingBy(c -> c)).values())
          .allMatch(members -> members.size() <= 300);
    }
  }

  @Test
  void few_records_are_linked_by_exact_identifiers_alone() {
    List<People.Written> records = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      String[] same = {"ann", "lee", "1980-03-01", "main street 1", "york", null, null};
      String[] one = same.clone();
      one[5] = "Ann" + i + "@mail.example";
      String[] other = same.clone();
      other[5] = "ann" + (i < 6 ? i : i + 100) + "@MAIL.example ";
      other[0] = "zoe";
      records.add(new People.Written("crm:" + i, "crm", one, "p" + i));
      records.add(new People.Written("shop:" + i, "shop", other, "p" + i));
    }
    assertThat(records).hasSize(20);
    try (Matching matching = matching(records, 2, MatchSettings.DEFAULT)) {
      assertThat(matching.isLearned()).isFalse();
      assertThat(matching.keys()).containsExactly("email", "phone");
      Map<String, String> clusters = clusters(matching);
      for (int i = 0; i < 10; i++) {
        assertThat(clusters.get("crm:" + i)).isEqualTo("crm:" + i);
        assertThat(clusters.get("shop:" + i)).isEqualTo(i < 6 ? "crm:" + i : "shop:" + i);
      }
    }
  }

  @Test
  void link_only_puts_records_of_one_source_together_only_by_one_of_another() {
    List<People.Written> twice =
        People.of(5, 100, 2).stream()
            .filter(record -> record.source().equals("crm") || record.key().hashCode() % 2 == 0)
            .toList();
    Map<String, String> both = clusters(People.rows(spark, twice, 2));
    assertThat(members(both).values())
        .anyMatch(cluster -> sources(cluster).size() == 1 && cluster.size() > 1);
    try (Matching matching = matching(twice, 2, MatchSettings.DEFAULT.linkOnly(true))) {
      Map<String, String> linked = clusters(matching);
      assertThat(members(linked).values())
          .allMatch(cluster -> cluster.size() == 1 || sources(cluster).size() == 2);
      assertThat(members(linked).values()).anyMatch(cluster -> cluster.size() > 1);
    }
  }

  private Matching matching(List<People.Written> records, int partitions, MatchSettings settings) {
    return Matching.of(
        People.rows(spark, records, partitions),
        People.FIELDS,
        People.SOURCES,
        settings,
        message -> {});
  }

  private static Map<String, String> clusters(Dataset<Row> rows) {
    try (Matching matching =
        Matching.of(rows, People.FIELDS, People.SOURCES, MatchSettings.DEFAULT, message -> {})) {
      return clusters(matching);
    }
  }

  private static Map<String, String> clusters(Matching matching) {
    Map<String, String> clusters = new TreeMap<>();
    double cutOff = MatchSettings.DEFAULT.cutting().cutOffBits();
    try (Clusters cut = matching.cut(cutOff)) {
      for (Row row : cut.at(cutOff).collectAsList()) {
        assertThat(clusters.put(row.getString(0), row.getString(1))).isNull();
      }
    }
    return clusters;
  }

  /** Counted pair by pair. */
  private static double f1(Map<String, String> clusters, Map<String, String> truth) {
    long found = 0;
    long wanted = 0;
    long both = 0;
    List<String> keys = List.copyOf(truth.keySet());
    for (int i = 0; i < keys.size(); i++) {
      for (int j = i + 1; j < keys.size(); j++) {
        boolean isFound = clusters.get(keys.get(i)).equals(clusters.get(keys.get(j)));
        boolean isWanted = truth.get(keys.get(i)).equals(truth.get(keys.get(j)));
        found += isFound ? 1 : 0;
        wanted += isWanted ? 1 : 0;
        both += isFound && isWanted ? 1 : 0;
      }
    }
    return 2.0 * both / (found + wanted);
  }

  private static Map<String, Set<String>> members(Map<String, String> clusters) {
    Map<String, Set<String>> members = new TreeMap<>();
    clusters.forEach(
        (key, cluster) -> members.computeIfAbsent(cluster, c -> new TreeSet<>()).add(key));
    return members;
  }

  private static Set<String> sources(Set<String> keys) {
    return keys.stream().map(key -> key.substring(0, key.indexOf(':'))).collect(Collectors.toSet());
  }

  private static String[] onlyPhone(String phone) {
    return new String[] {null, null, null, null, null, null, phone};
  }

  private static People.Written withPhone(People.Written record, String phone) {
    String[] values = record.values().clone();
    values[6] = phone;
    return new People.Written(record.key(), record.source(), values, record.entity());
  }
}
