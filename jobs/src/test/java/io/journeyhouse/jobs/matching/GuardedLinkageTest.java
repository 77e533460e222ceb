package io.journeyhouse.jobs.matching;

import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.jobs.matching.Clusters.Pair;
import io.journeyhouse.jobs.matching.Limits.OfType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import scala.Tuple2;

/** Clusters of records that share identifiers, under limits and decisions. */
class GuardedLinkageTest {
  private static final List<String> SOURCES = List.of("crm", "shop");
  private static final Limits LIMITS =
      new Limits(
          List.of(
              new OfType("loyalty", 1, 0), new OfType("email", 3, 0), new OfType("device", 1, 30)),
          Set.of("shop"),
          6,
          8,
          2);
  private static final long DAY = 86_400;

  private final List<Features> records = new ArrayList<>();
  private final Map<String, Set<String>> apart = new TreeMap<>();

  @Test
  void without_a_limit_what_shares_an_identifier_is_one() {
    record("crm:1", 0, "email:a");
    record("crm:2", 0, "email:a", "email:b");
    record("crm:3", 0, "email:b");
    record("crm:4", 0, "email:c");
    assertThat(clusters(LIMITS, Decided.NOTHING)).containsOnly(Set.of(1, 2, 3), Set.of(4));
    assertThat(apart).isEmpty();
  }

  @Test
  void two_cards_are_two_people_and_who_may_be_either_stays_alone() {
    record("crm:1", 0, "email:a", "loyalty:k1");
    record("crm:2", 0, "email:a", "loyalty:k2");
    record("crm:3", 0, "email:a");
    assertThat(clusters(LIMITS, Decided.NOTHING)).containsOnly(Set.of(1), Set.of(2), Set.of(3));
    assertThat(apart.get("crm:1")).containsExactly("identifier limit loyalty crm:2");
    assertThat(apart.get("crm:3")).containsExactly("ambiguous null crm:1", "ambiguous null crm:2");
  }

  @Test
  void links_of_the_type_that_weighs_least_go_first() {
    record("crm:1", 0, "loyalty:k1", "email:a");
    record("crm:2", 0, "loyalty:k2", "email:b");
    record("crm:3", 0, "email:b", "device:d");
    record("crm:4", 0, "loyalty:k1", "device:d");
    // the device would tie both cards
    assertThat(clusters(LIMITS, Decided.NOTHING)).containsOnly(Set.of(1, 4), Set.of(2, 3));
    assertThat(apart.get("crm:1")).containsExactly("identifier limit loyalty crm:2");
  }

  @Test
  void of_equal_links_the_oldest_goes_first() {
    record("crm:1", 50 * DAY, "email:a", "loyalty:k1");
    record("crm:2", 90 * DAY, "email:b", "loyalty:k2");
    record("crm:3", 99 * DAY, "email:a", "email:b", "phone:p");
    record("crm:4", 98 * DAY, "phone:p");
    Limits decisive = new Limits(LIMITS.types(), Set.of(), 6, 8, 0);
    assertThat(clusters(decisive, Decided.NOTHING)).containsOnly(Set.of(1), Set.of(2, 3, 4));
  }

  @Test
  void a_limit_may_count_only_what_is_seen_within_days() {
    record("crm:1", 0, "email:a", "device:d1");
    record("crm:2", 30 * DAY, "email:a", "device:d2");
    record("crm:3", 31 * DAY, "email:a", "device:d3");
    assertThat(clusters(new Limits(LIMITS.types(), Set.of(), 6, 8, 0), Decided.NOTHING))
        .containsOnly(Set.of(2, 1), Set.of(3));
  }

  @Test
  void a_source_without_duplicates_has_each_person_once() {
    record("shop:1", 0, "email:a");
    record("shop:2", 0, "email:a");
    record("crm:3", 0, "email:b");
    record("crm:4", 0, "email:b");
    assertThat(clusters(LIMITS, Decided.NOTHING)).containsOnly(Set.of(1), Set.of(2), Set.of(3, 4));
    assertThat(apart.get("shop:1")).containsExactly("duplicate-free source shop shop:2");
  }

  @Test
  void decisions_win_over_limits_and_limits_over_identifiers() {
    record("shop:1", 0, "email:a", "loyalty:k1");
    record("shop:2", 0, "email:z", "loyalty:k2");
    record("crm:3", 0, "email:a");
    record("crm:4", 0, "email:a", "loyalty:k2");
    Decided decided =
        new Decided(
            List.of(new Pair("shop:1", "shop:2"), new Pair("crm:9", "shop:1")),
            List.of(new Pair("crm:3", "shop:1")));
    // crm:4 has a card that the merged two have already
    assertThat(clusters(LIMITS, decided)).containsOnly(Set.of(1, 2, 4), Set.of(3));
    assertThat(apart.get("crm:3")).containsExactly("steward split null crm:4");
  }

  @Test
  void what_is_too_large_is_parted_and_told_and_nobody_is_lost() {
    for (int i = 0; i < 40; i++) {
      record("crm:" + (100 + i), 0, "phone:" + i, "phone:" + (i + 1));
    }
    List<Set<Integer>> chain = clusters(LIMITS, Decided.NOTHING);
    assertThat(chain).allMatch(cluster -> cluster.size() <= 6);
    assertThat(chain.stream().mapToInt(Set::size).sum()).isEqualTo(40);
    assertThat(apart.values())
        .allMatch(why -> why.stream().anyMatch(each -> each.startsWith("cluster cap")));
  }

  @Test
  void an_order_of_records_changes_nothing_and_no_limit_is_exceeded() {
    Random random = new Random(1);
    for (int round = 0; round < 400; round++) {
      records.clear();
      int size = 2 + random.nextInt(12);
      for (int i = 0; i < size; i++) {
        List<String> identifiers = new ArrayList<>();
        for (String type : List.of("loyalty", "email", "phone")) {
          if (random.nextBoolean()) {
            identifiers.add(type + ":" + random.nextInt(3));
          }
        }
        record("crm:" + (10 + i), DAY * random.nextInt(3), identifiers.toArray(String[]::new));
      }
      Decided decided =
          new Decided(List.of(new Pair("crm:10", "crm:12")), List.of(new Pair("crm:10", "crm:11")));
      List<Set<Integer>> clusters = clusters(LIMITS, decided);
      Collections.shuffle(records, random);
      assertThat(clusters(LIMITS, decided)).isEqualTo(clusters);
      for (Set<Integer> cluster : clusters) {
        assertThat(cluster.containsAll(Set.of(10, 11))).isFalse();
        assertThat(cluster).hasSizeLessThanOrEqualTo(6);
        if (!cluster.contains(10)) {
          assertThat(loyalties(cluster)).hasSizeLessThanOrEqualTo(1);
        }
      }
      if (size > 2) {
        assertThat(clusters).anyMatch(cluster -> cluster.containsAll(Set.of(10, 12)));
      }
    }
  }

  private Set<String> loyalties(Set<Integer> cluster) {
    Set<String> values = new TreeSet<>();
    for (Features record : records) {
      if (cluster.contains(number(record.key()))) {
        for (String stated : record.values()[1]) {
          if (stated.startsWith("loyalty:")) {
            values.add(stated);
          }
        }
      }
    }
    return values;
  }

  private void record(String key, long seen, String... identifiers) {
    Features bare = new Features(key, key.startsWith("crm") ? 0 : 1, new String[0][]);
    List<String> stated = List.of(identifiers);
    records.add(
        Rules.extended(bare, stated.stream().map("#"::concat).toList(), stated.stream(), seen));
  }

  private List<Set<Integer>> clusters(Limits limits, Decided decided) {
    Frequencies none = new Frequencies(new long[0], new long[0], new long[0], 0);
    Linkage linkage =
        new Linkage(
            records.stream().map(r -> new Tuple2<>(7L, FeatureCodec.encode(r))).iterator(),
            ExactIdentifiers.model(List.of(), SOURCES, none),
            MatchSettings.DEFAULT,
            Rules.of(limits, decided),
            new double[] {-4});
    Map<String, Set<Integer>> members = new HashMap<>();
    apart.clear();
    linkage.forEachRemaining(
        row -> {
          String cluster = row.<String[]>getAs(1)[0];
          members.computeIfAbsent(cluster, c -> new TreeSet<>()).add(number(row.getString(0)));
          for (Row each : row.<Row[]>getAs(3)) {
            assertThat(row.getString(0)).isEqualTo(cluster);
            apart
                .computeIfAbsent(cluster, c -> new TreeSet<>())
                .add(each.get(0) + " " + each.get(1) + " " + each.get(2));
          }
        });
    return members.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(Map.Entry::getValue)
        .toList();
  }

  private static int number(String key) {
    return Integer.parseInt(key.substring(key.indexOf(':') + 1));
  }
}
