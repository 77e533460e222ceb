package io.journeyhouse.jobs.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.common.contract.ContractReader;
import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.keys.Hashes;
import io.journeyhouse.common.lake.Commit;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.lake.TableWriter;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.RunContext;
import io.journeyhouse.common.run.RunLog;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.TableJobRunner;
import io.journeyhouse.jobs.identity.SmallWorld.Click;
import io.journeyhouse.jobs.identity.SmallWorld.Day;
import io.journeyhouse.jobs.identity.SmallWorld.Fact;
import io.journeyhouse.jobs.identity.SmallWorld.Identifier;
import io.journeyhouse.jobs.identity.SmallWorld.PersonRecord;
import io.journeyhouse.jobs.matching.Limits;
import io.journeyhouse.jobs.matching.MatchSettings;
import io.journeyhouse.jobs.workspace.GoldenConfig;
import io.journeyhouse.jobs.workspace.HouseholdConfig;
import io.journeyhouse.jobs.workspace.IdentityConfig;
import io.journeyhouse.jobs.workspace.PublishLimits;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
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

/** The single customer view over random small worlds, against the simplest way to compute it. */
@Tag("full")
@ExtendWith(SharedSpark.class)
@Execution(ExecutionMode.CONCURRENT)
class IdentityPropertiesTest {
  private static final Map<String, Integer> CAPS =
      Map.of("email", 3, "phone", 3, "loyalty", 3, "login", 3);
  private static final PublishLimits NO_LIMITS =
      new PublishLimits(Integer.MAX_VALUE, 100, 100, 100, Integer.MAX_VALUE);
  private static final IdentityConfig CONFIG =
      new IdentityConfig(
          CAPS,
          List.of(),
          MatchSettings.DEFAULT,
          Map.of(),
          Limits.NONE,
          List.of(),
          NO_LIMITS,
          GoldenConfig.DEFAULT,
          HouseholdConfig.DEFAULT);
  private static final Contracts CONTRACTS = ContractReader.readAll(Path.of("../sql"));
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);
  private static final LocalDate FIRST = LocalDate.of(2026, 3, 1);
  private static final int DAYS = 3;

  private final Oracle oracle = new Oracle(CAPS);

  @TempDir private Path folder;

  /** A lake and what was put into it. */
  private final class Night {
    final Lake lake;
    final SparkSession spark;
    final Map<String, PersonRecord> records = new TreeMap<>();
    final List<Fact> facts = new ArrayList<>();
    final List<Click> clicks = new ArrayList<>();

    Night(SparkSession spark, String name) {
      this.spark = spark;
      this.lake = new Lake(spark, folder.resolve(name).toString());
    }

    void load(Day day, DateWindow window) {
      Map<String, List<String>> lines = new TreeMap<>();
      for (PersonRecord record : day.records()) {
        records.put(record.key(), record);
        put(lines, "silver.customer_records", record.json());
      }
      day.facts().forEach(fact -> put(lines, fact.table(), fact.json()));
      day.clicks().forEach(click -> put(lines, "silver.events", click.json()));
      facts.addAll(day.facts());
      clicks.addAll(day.clicks());
      lines.forEach((table, rows) -> write(table, rows, window));
    }

    private void write(String table, List<String> lines, DateWindow window) {
      var contract = CONTRACTS.get(TableName.of(table));
      List<String> dated =
          lines.stream().map(l -> l.replace("WINDOW_END", window.to().toString())).toList();
      Dataset<Row> rows =
          spark
              .read()
              .schema(contract.schema())
              .json(spark.createDataset(dated, Encoders.STRING()));
      TableWriter writer = new TableWriter(lake);
      Commit commit = new Commit("load " + window, 1, "{}");
      if (table.equals("silver.customer_records")) {
        writer.merge(contract, rows, commit);
      } else {
        writer.append(contract, rows, commit);
      }
    }

    void run(DateWindow window, int attempt) {
      RunLog log = new RunLog(lake, CONTRACTS, CLOCK);
      TableJobRunner runner = new TableJobRunner(lake, CONTRACTS, log);
      for (TableJob job : IdentityJobs.all(CONFIG, lake.root())) {
        runner.run(job, RunContext.of("identity", window, attempt, CLOCK.instant()));
      }
    }

    List<PersonRecord> live() {
      return records.values().stream().filter(r -> !r.isDeleted()).toList();
    }

    /** Record to customer. */
    Map<String, String> customers() {
      return map("gold.customer_record_link", "is_current", "record_key", "customer_id");
    }

    Map<String, String> map(String table, String where, String key, String value) {
      Map<String, String> map = new TreeMap<>();
      if (lake.exists(TableName.of(table))) {
        lake.read(TableName.of(table)).where(where).select(key, value).collectAsList().stream()
            .forEach(row -> map.put(row.getString(0), row.getString(1)));
      }
      return map;
    }

    /** Who owns each fact and click, by the tables of now. */
    Map<String, String> owners() {
      Map<String, String> named =
          map("gold.bdg_customer_identifier", "true", "identifier_value_hash", "customer_id");
      Map<Identifier, String> bridge =
          new HashMap<>() {
            @Override
            public String get(Object key) {
              Identifier identifier = (Identifier) key;
              return named.get(Hashes.sha256(identifier.type() + ":" + identifier.value()));
            }
          };
      Map<String, String> owners = new TreeMap<>();
      facts.forEach(fact -> owners.put(fact.id(), Oracle.owner(fact.identifiers(), bridge)));
      for (Click click : clicks) {
        if (!click.isBot()) {
          owners.put(click.id(), Oracle.owner(actor(click), bridge));
        }
      }
      return owners;
    }

    List<String> lines(String table, String where, String... expressions) {
      return lake
          .read(TableName.of(table))
          .where(where)
          .selectExpr(expressions)
          .collectAsList()
          .stream()
          .map(Row::toString)
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void agrees_with_the_simplest_way(long seed, SparkSession spark) {
    SmallWorld world = new SmallWorld(seed);
    Night daily = new Night(spark, "daily");
    List<Day> days = new ArrayList<>();
    IdModel ids = new IdModel();
    for (int i = 0; i < DAYS; i++) {
      DateWindow window = DateWindow.ofDay(FIRST.plusDays(i), ZoneOffset.UTC);
      Map<String, String> ownersBefore = i == 0 ? Map.of() : daily.owners();
      Day day = world.day(FIRST.plusDays(i).toString(), i == 0 ? 25 : 8);
      days.add(day);
      daily.load(day, window);
      daily.run(window, 1);
      hasTheComponents(daily);
      keepsIds(daily, ids);
      namesWhomTheOracleNames(daily);
      listsWhomFactsMoved(daily, ownersBefore, window);
      leadsInOneStep(daily);
      if (i == DAYS - 1) {
        changesNothingWhenForcedAgain(daily, window);
      }
    }
    DateWindow quiet = DateWindow.ofDay(FIRST.plusDays(DAYS), ZoneOffset.UTC);
    Map<String, String> settled = daily.customers();
    daily.run(quiet, 1);
    assertThat(daily.customers()).isEqualTo(settled);
    assertThat(daily.map("ops.changed_customer", at(quiet), "customer_id", "reason")).isEmpty();

    Night range = new Night(spark, "range");
    DateWindow all = DateWindow.ofDays(FIRST, FIRST.plusDays(DAYS - 1), ZoneOffset.UTC);
    range.load(shuffled(latest(days), seed), all);
    range.run(all, 1);
    assertThat(current(range)).isEqualTo(current(daily));
  }

  private void hasTheComponents(Night night) {
    Map<String, Set<String>> byCustomer = new HashMap<>();
    night
        .customers()
        .forEach((key, id) -> byCustomer.computeIfAbsent(id, i -> new HashSet<>()).add(key));
    assertThat(new HashSet<>(byCustomer.values())).isEqualTo(oracle.components(night.live()));
  }

  private void keepsIds(Night night, IdModel model) {
    Map<String, String> now = night.customers();
    IdModel.Named named = model.name(oracle.components(night.live()));
    named
        .kept()
        .forEach((part, id) -> part.forEach(key -> assertThat(now.get(key)).as(key).isEqualTo(id)));
    for (Set<String> part : named.unnamed()) {
      String id = now.get(part.iterator().next());
      assertThat(model.wasEverGiven(id)).as("an id that was never given before").isFalse();
    }
    model.take(now);
  }

  private void namesWhomTheOracleNames(Night night) {
    Set<List<String>> logins = new HashSet<>();
    for (Click click : night.clicks) {
      if (!click.isBot() && click.device() != null && click.user() != null) {
        logins.add(List.of(click.device(), click.user()));
      }
    }
    Map<String, String> wanted = new TreeMap<>();
    oracle
        .bridge(night.live(), night.customers(), logins)
        .forEach(
            (i, customer) -> {
              if (customer != null) {
                wanted.put(Hashes.sha256(i.type() + ":" + i.value()), customer);
              }
            });
    assertThat(
            night.map(
                "gold.bdg_customer_identifier",
                "customer_id is not null",
                "identifier_value_hash",
                "customer_id"))
        .isEqualTo(wanted);
  }

  private static void listsWhomFactsMoved(
      Night night, Map<String, String> before, DateWindow window) {
    Map<String, String> reasons =
        night.map("ops.changed_customer", at(window), "customer_id", "reason");
    Map<String, String> now = night.owners();
    now.forEach(
        (fact, owner) -> {
          String former = before.get(fact);
          if (former == null) {
            assertThat(owner.equals("nobody") || reasons.containsKey(owner)).as(fact).isTrue();
          } else if (!former.equals(owner)) {
            assertThat(reasons).as(fact).containsEntry(former, "identity");
            assertThat(reasons).as(fact).containsEntry(owner, "identity");
          }
        });
  }

  private static void leadsInOneStep(Night night) {
    Map<String, String> open =
        night.map("gold.customer_alias", "valid_to is null", "old_id", "customer_id");
    Set<String> customers = new HashSet<>(night.customers().values());
    assertThat(customers).containsAll(open.values());
    assertThat(customers).filteredOn(open::containsKey).isEmpty();
  }

  private static void changesNothingWhenForcedAgain(Night night, DateWindow window) {
    Map<String, List<String>> before = everything(night);
    night.run(window, 2);
    assertThat(everything(night)).isEqualTo(before);
  }

  private static Map<String, List<String>> everything(Night night) {
    return IdentityJobs.all(CONFIG, night.lake.root()).stream()
        .map(job -> job.output().toString())
        .filter(table -> night.lake.exists(TableName.of(table)))
        .collect(Collectors.toMap(table -> table, table -> night.lines(table, "true", "*")));
  }

  /** What holds now, with each customer under the smallest key of its records. */
  private static List<String> current(Night night) {
    Map<String, String> names = new HashMap<>();
    night
        .customers()
        .forEach((key, id) -> names.merge(id, key, (a, b) -> a.compareTo(b) < 0 ? a : b));
    List<String> lines = new ArrayList<>();
    lines.addAll(
        night.lines(
            "gold.customer_record_link",
            "is_current",
            "record_key",
            "customer_id",
            "identifiers",
            "first_seen_at",
            "last_seen_at"));
    lines.addAll(night.lines("gold.bdg_customer_identifier", "true", "*"));
    lines.addAll(
        night.lines(
            "gold.dim_customer",
            "is_current",
            "customer_id",
            "given_name",
            "email",
            "phone",
            "loyalty_id",
            "array_sort(map_entries(provenance))",
            "array_sort(map_entries(survivorship))",
            "emails",
            "first_seen_at",
            "last_seen_at",
            "record_count"));
    return lines.stream().map(line -> renamed(line, names)).sorted().toList();
  }

  private static String renamed(String line, Map<String, String> names) {
    String renamed = line;
    for (Map.Entry<String, String> name : names.entrySet()) {
      renamed = renamed.replace(name.getKey(), name.getValue());
    }
    return renamed;
  }

  private static Day latest(List<Day> days) {
    Map<String, PersonRecord> records = new TreeMap<>();
    days.forEach(day -> day.records().forEach(r -> records.put(r.key(), r)));
    return new Day(
        List.copyOf(records.values()),
        days.stream().flatMap(day -> day.facts().stream()).toList(),
        days.stream().flatMap(day -> day.clicks().stream()).toList());
  }

  private static Day shuffled(Day day, long seed) {
    return new Day(
        shuffled(day.records(), seed), shuffled(day.facts(), seed), shuffled(day.clicks(), seed));
  }

  private static <T> List<T> shuffled(List<T> rows, long seed) {
    List<T> copy = new ArrayList<>(rows);
    Collections.shuffle(copy, new Random(seed));
    return copy;
  }

  private static List<Identifier> actor(Click click) {
    return Stream.of(
            click.user() != null
                ? new Identifier("login", click.user())
                : click.device() != null ? new Identifier("device", click.device()) : null)
        .filter(java.util.Objects::nonNull)
        .toList();
  }

  private static String at(DateWindow window) {
    return "window_end = timestamp'" + window.to() + "'";
  }

  private static void put(Map<String, List<String>> lines, String table, String line) {
    lines.computeIfAbsent(table, t -> new ArrayList<>()).add(line);
  }
}
