package io.journeyhouse.jobs.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.common.contract.ContractReader;
import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableContract;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.lake.Commit;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.lake.TableWriter;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.RunContext;
import io.journeyhouse.common.run.RunLog;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.TableJobRunner;
import io.journeyhouse.jobs.workspace.HouseholdConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** People who move about in a few streets, day by day and all at once. */
@Tag("full")
@ExtendWith(SharedSpark.class)
@Execution(ExecutionMode.CONCURRENT)
class HouseholdPropertiesTest {
  private static final Contracts CONTRACTS = ContractReader.readAll(Path.of("../sql"));
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);
  private static final LocalDate FIRST = LocalDate.of(2026, 3, 1);
  private static final int DAYS = 4;

  /** Small enough to be crossed in both ways. */
  private static final HouseholdConfig CONFIG = new HouseholdConfig(2, 4);

  @TempDir private Path folder;

  private record Person(String customer, String record, boolean isDeleted) {}

  private final class Night {
    final Lake lake;

    /** None, so that what a run looks at again has to be found; or all of them. */
    final long few;

    /** Since when a record belongs to its customer. */
    final Map<String, String> starts = new HashMap<>();

    Night(SparkSession spark, String name, long few) {
      this.few = few;
      lake = new Lake(spark, folder.resolve(name).toString());
    }

    /** Writes what changed as the steps before would have written it. */
    void load(Map<String, Person> before, Map<String, Person> now, DateWindow window) {
      List<String> records = new ArrayList<>();
      List<String> links = new ArrayList<>();
      now.forEach(
          (key, person) -> {
            Person was = before.get(key);
            if (person.equals(was)) {
              return;
            }
            records.add(person.record.replace("WINDOW_END", window.to().toString()));
            boolean stays =
                was != null
                    && !was.isDeleted
                    && !person.isDeleted
                    && was.customer.equals(person.customer);
            if (was != null && !was.isDeleted && !stays) {
              links.add(link(key, was.customer, starts.get(key), window.to().toString(), window));
            }
            if (!person.isDeleted) {
              if (!stays) {
                starts.put(key, window.to().toString());
              }
              links.add(link(key, person.customer, starts.get(key), null, window));
            }
          });
      write("silver.customer_records", records, window);
      write(CustomerRecordLinkJob.OUTPUT, links, window);
    }

    private void write(String table, List<String> lines, DateWindow window) {
      TableContract contract = CONTRACTS.get(TableName.of(table));
      new TableWriter(lake)
          .merge(
              contract,
              lake.spark()
                  .read()
                  .schema(contract.schema())
                  .json(lake.spark().createDataset(lines, Encoders.STRING())),
              new Commit("load " + window, 1, "{}"));
    }

    void run(DateWindow window, int attempt) {
      TableJobRunner runner =
          new TableJobRunner(lake, CONTRACTS, new RunLog(lake, CONTRACTS, CLOCK));
      for (TableJob job :
          List.of(
              new HouseholdRecordJob(CONFIG, few),
              new CustomerHouseholdJob(),
              new HouseholdJob())) {
        runner.run(job, RunContext.of("identity", window, attempt, CLOCK.instant()));
      }
    }

    List<String> lines(String table, String where, String... columns) {
      return lake
          .read(TableName.of(table))
          .where(where)
          .selectExpr(columns)
          .collectAsList()
          .stream()
          .map(Row::toString)
          .sorted()
          .toList();
    }

    /** Record to household, of those that are in one. */
    Map<String, String> households() {
      Map<String, String> households = new TreeMap<>();
      lake.read(TableName.of(HouseholdRecordJob.OUTPUT))
          .where("is_current and household_id is not null")
          .select("record_key", "household_id")
          .collectAsList()
          .forEach(row -> households.put(row.getString(0), row.getString(1)));
      return households;
    }

    List<String> everything() {
      List<String> all = new ArrayList<>(lines(HouseholdRecordJob.OUTPUT, "true", "*"));
      all.addAll(lines("gold.bdg_customer_household", "true", "*"));
      all.addAll(lines("gold.dim_household", "true", "*"));
      return all;
    }

    /** What holds now, each household under the smallest of its records. */
    List<String> current() {
      Map<String, String> names = new TreeMap<>();
      households().forEach((record, id) -> names.putIfAbsent(id, record));
      List<String> lines =
          new ArrayList<>(
              lines(
                  HouseholdRecordJob.OUTPUT,
                  "is_current",
                  "record_key",
                  "customer_id",
                  "address_id",
                  "near_keys",
                  "household_id",
                  "is_group_quarters"));
      lines.addAll(
          lines(
              "gold.bdg_customer_household",
              "is_current",
              "customer_id",
              "household_id",
              "record_count"));
      lines.addAll(
          lines(
              "gold.dim_household",
              "is_current",
              "household_id",
              "customer_count",
              "record_count",
              "street",
              "postal_code"));
      return lines.stream()
          .map(
              line -> {
                String renamed = line;
                for (Map.Entry<String, String> name : names.entrySet()) {
                  renamed = renamed.replace(name.getKey(), name.getValue());
                }
                return renamed;
              })
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void makes_of_days_what_it_makes_of_all_at_once(long seed, SparkSession spark) {
    Random random = new Random(seed);
    Night daily = new Night(spark, "daily", seed % 2 == 0 ? Long.MAX_VALUE : 0);
    Map<String, Person> people = new TreeMap<>();
    Set<String> given = new HashSet<>();
    Map<String, String> made = new HashMap<>();
    for (int i = 0; i < DAYS; i++) {
      DateWindow window = DateWindow.ofDay(FIRST.plusDays(i), ZoneOffset.UTC);
      Map<String, Person> before = new TreeMap<>(people);
      for (int change = 0; change < (i == 0 ? 24 : 7); change++) {
        String key = "crm:" + random.nextInt(26);
        people.put(key, person(random, key, i));
      }
      Map<String, String> was = i == 0 ? Map.of() : daily.households();
      daily.load(before, people, window);
      daily.run(window, 1);
      Map<String, String> now = daily.households();
      keepsIds(was, now, made, given, window);

      if (i % 2 == 1) {
        Night atOnce = new Night(spark, "at-once-" + i, 0);
        atOnce.load(Map.of(), people, window);
        atOnce.run(window, 1);
        assertThat(daily.current()).isEqualTo(atOnce.current());
      }
      if (i == DAYS - 1) {
        List<String> all = daily.everything();
        daily.run(window, 2);
        assertThat(daily.everything()).isEqualTo(all);
      }
    }
  }

  /** One list of all pairs of a former and a present household, most records in common first. */
  private static void keepsIds(
      Map<String, String> was,
      Map<String, String> now,
      Map<String, String> made,
      Set<String> given,
      DateWindow window) {
    record Pair(String id, String part, int records) {}
    Map<String, Set<String>> parts = new TreeMap<>();
    now.forEach((key, id) -> parts.computeIfAbsent(id, p -> new TreeSet<>()).add(key));
    List<Pair> pairs = new ArrayList<>();
    Map<String, String> smallest = new HashMap<>();
    for (Map.Entry<String, Set<String>> part : parts.entrySet()) {
      Map<String, Set<String>> common = new TreeMap<>();
      for (String key : part.getValue()) {
        if (was.containsKey(key)) {
          common.computeIfAbsent(was.get(key), id -> new TreeSet<>()).add(key);
        }
      }
      common.forEach(
          (id, keys) -> {
            pairs.add(new Pair(id, part.getKey(), keys.size()));
            smallest.put(id + part.getKey(), keys.iterator().next());
          });
    }
    pairs.sort(
        Comparator.comparingInt((Pair pair) -> -pair.records)
            .thenComparing(pair -> made.get(pair.id))
            .thenComparing(Pair::id)
            .thenComparing(pair -> smallest.get(pair.id + pair.part)));
    Map<String, String> kept = new HashMap<>();
    Set<String> taken = new HashSet<>();
    for (Pair pair : pairs) {
      if (!kept.containsKey(pair.part) && taken.add(pair.id)) {
        kept.put(pair.part, pair.id);
      }
    }
    for (String part : parts.keySet()) {
      if (kept.containsKey(part)) {
        assertThat(part).isEqualTo(kept.get(part));
      } else {
        assertThat(given).as("an id that was never given").doesNotContain(part);
        made.put(part, window.to().toString());
        given.add(part);
      }
    }
  }

  private static Person person(Random random, String key, int day) {
    boolean isDeleted = random.nextInt(8) == 0;
    String customer = "c_" + (random.nextInt(4) == 0 ? random.nextInt(26) : key.substring(4));
    String record =
        """
        {"record_key":"%s","source":"crm","source_id":"%s","family_name":"%s",%s%s%s"emails":[],
        "phones":[%s],"user_ids":[],"device_ids":[],"topics":[],"created_at":"2026-01-01T00:00:00Z",
        "updated_at":"2026-02-%02dT%02d:00:00Z","is_deleted":%s,"_source_row_key":"r","_row_hash":"%08d",
        "_window_end":"WINDOW_END"}"""
            .replace("\n", "")
            .formatted(
                key,
                key.substring(4),
                one(random, "Meier", "Meier-Otto", "Otto", "Adam"),
                field(random, "street", "Hauptstraße", "Hauptstr.", "Haupstr", "Am Markt"),
                field(random, "house_number", "1", "2", "2"),
                field(random, "postal_code", "10115", "10115", "10151"),
                random.nextInt(4) == 0 ? "\"+4930" + random.nextInt(3) + "\"" : "",
                day + 1,
                random.nextInt(24),
                isDeleted,
                random.nextInt(99_999_999));
    return new Person(customer, record, isDeleted);
  }

  private static String field(Random random, String name, String... values) {
    return random.nextInt(8) == 0 ? "" : "\"" + name + "\":\"" + one(random, values) + "\",";
  }

  private static String one(Random random, String... values) {
    return values[random.nextInt(values.length)];
  }

  private static String link(String key, String customer, String from, String to, DateWindow now) {
    return "{\"record_key\":\"%s\",\"customer_id\":\"%s\",\"identifiers\":[],\"valid_from\":\"%s\",%s\"is_current\":%s,\"resolved_at\":\"%s\"}"
        .formatted(
            key,
            customer,
            from,
            to == null ? "" : "\"valid_to\":\"" + to + "\",",
            to == null,
            now.to());
  }
}
