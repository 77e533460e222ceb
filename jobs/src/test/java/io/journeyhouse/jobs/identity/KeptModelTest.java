package io.journeyhouse.jobs.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.common.contract.ContractReader;
import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.error.JourneyhouseException;
import io.journeyhouse.common.lake.Commit;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.lake.TableWriter;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.RunContext;
import io.journeyhouse.common.run.RunLog;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.TableJobRunner;
import io.journeyhouse.jobs.matching.MatchSettings;
import io.journeyhouse.jobs.workspace.IdentityConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Records that are compared night by night, by a model that the lake keeps. */
@ExtendWith(SharedSpark.class)
@Execution(ExecutionMode.CONCURRENT)
class KeptModelTest {
  private static final Contracts CONTRACTS = ContractReader.readAll(Path.of("../sql"));
  private static final IdentityConfig CONFIG = IdentityConfig.packaged();
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);
  private static final LocalDate FIRST = LocalDate.of(2026, 3, 1);
  private static final String RECORDS = "silver.customer_records";
  private static final String[] GIVEN =
      ("ada alan anna bela carl clara david dora edgar ella emil erna felix frida georg greta hans"
              + " helga igor ines jan jana karl kira lars lena max mia nora otto paul petra ralf"
              + " rosa sara theo tina udo vera yara")
          .split(" ");
  private static final String[] FAMILY =
      ("abel adler bach bauer beck berg binder brandt busch conrad dietz ebert engel fischer"
              + " fink franke fuchs gruber haas hahn hartmann heinz huber jung kaiser keller kern"
              + " klein koch kraft krause lang lehmann lorenz maier marx meyer neumann otto peters"
              + " pohl richter roth sauer schulz seidel sommer stein thiele vogel wagner weiss"
              + " winter wolf ziegler")
          .split(" ");

  @TempDir private Path folder;

  /** A person, of whom each record tells most, seldom misspelt. */
  private record Person(
      int number, String given, String family, String born, String street, String post) {

    static Person of(int number) {
      Random random = new Random(number);
      return new Person(
          number,
          GIVEN[random.nextInt(GIVEN.length)],
          FAMILY[random.nextInt(FAMILY.length)],
          "19%02d-%02d-%02d"
              .formatted(40 + random.nextInt(60), 1 + random.nextInt(12), 1 + random.nextInt(28)),
          FAMILY[random.nextInt(FAMILY.length)] + "weg " + (1 + random.nextInt(90)),
          "%05d".formatted(10_000 + random.nextInt(300)));
    }

    String record(String source, int version, boolean isDeleted, DateWindow window) {
      Random random = new Random(31L * number + version + source.hashCode());
      return """
          {"record_key":"%s:%d","source":"%s","source_id":"%d","given_name":"%s","family_name":"%s",
          "birth_date":"%s","street":"%s","postal_code":"%s","emails":[%s],%s%s"phones":[],"user_ids":[],
          "device_ids":[],"topics":[],"created_at":"2026-01-01T00:00:00Z","updated_at":"%s",
          "is_deleted":%s,"_source_row_key":"r","_row_hash":"%08d","_window_end":"%s"}"""
          .replace("\n", "")
          .formatted(
              source,
              number,
              source,
              number,
              misspelt(given, random),
              misspelt(family, random),
              random.nextInt(8) == 0 ? "1970-01-01" : born,
              misspelt(street, random),
              random.nextInt(8) == 0 ? "99999" : post,
              random.nextInt(3) == 0 ? "\"p" + number + "@mail.example\"" : "",
              // a card's record is named after its number, which other records state
              source.equals("loyalty") || random.nextInt(4) == 0
                  ? "\"loyalty_id\":\"" + number + "\","
                  : "",
              source.equals("club") ? "\"gender\":\"f\"," : "",
              window.from().plusSeconds(version),
              isDeleted,
              version,
              window.to());
    }

    private static String misspelt(String text, Random random) {
      int at = random.nextInt(text.length() * 8);
      return at < text.length() - 1 ? text.substring(0, at) + text.substring(at + 1) : text;
    }
  }

  private static DateWindow day(int number) {
    return DateWindow.ofDay(FIRST.plusDays(number), ZoneOffset.UTC);
  }

  private Lake lake(SparkSession spark, String name) {
    return new Lake(spark, folder.resolve(name).toString());
  }

  private static void load(Lake lake, List<String> lines, DateWindow window) {
    var contract = CONTRACTS.get(TableName.of(RECORDS));
    Dataset<Row> rows =
        lake.spark()
            .read()
            .schema(contract.schema())
            .json(lake.spark().createDataset(lines, Encoders.STRING()));
    new TableWriter(lake).merge(contract, rows, new Commit("load " + window, 1, "{}"));
  }

  private static void run(Lake lake, DateWindow window, int attempt) {
    TableJobRunner runner = new TableJobRunner(lake, CONTRACTS, new RunLog(lake, CONTRACTS, CLOCK));
    for (TableJob job : IdentityJobs.all(CONFIG, lake.root())) {
      runner.run(job, RunContext.of("identity", window, attempt, CLOCK.instant()));
    }
  }

  private static List<String> lines(Lake lake, String table, String where, String... columns) {
    return lake
        .rows(CONTRACTS.get(TableName.of(table)))
        .where(where)
        .selectExpr(columns)
        .collectAsList()
        .stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }

  private static List<String> edges(Lake lake) {
    return lines(
        lake,
        "gold.identity_edge",
        "valid_to is null",
        "left",
        "right",
        "rule",
        "bits",
        "found_by");
  }

  /** The blocking keys that records have. */
  private static List<String> keys(Lake lake) {
    return lake
        .read(TableName.of("gold.identity_block_key"))
        .groupBy("record_key", "block", "part", "key")
        .sum("change")
        .where("`sum(change)` > 0")
        .collectAsList()
        .stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }

  private static List<String> clusters(Lake lake) {
    return lines(
        lake, "gold.identity_cluster", "true", "record_key", "cluster_id", "model_version");
  }

  private static List<String> everything(Lake lake) {
    List<String> all = new ArrayList<>();
    for (TableJob job : IdentityJobs.all(CONFIG, lake.root())) {
      all.addAll(lines(lake, job.output().toString(), "true", "*"));
    }
    return all;
  }

  private void copyModels(String from, String to) throws IOException {
    Path source = folder.resolve(from).resolve("_models");
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.toList()) {
        Path copy = folder.resolve(to).resolve("_models").resolve(source.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  @Test
  void night_by_night_is_all_at_once(SparkSession spark) throws IOException {
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();
    TreeMap<String, String> last = new TreeMap<>();
    for (int i = 0; i < 700; i++) {
      Person person = Person.of(i);
      for (String source : List.of("crm", "loyalty")) {
        first.add(person.record(source, 1, false, day(0)));
        last.put(source + i, person.record(source, 1, false, day(0)));
      }
    }
    for (int i = 680; i < 720; i++) {
      boolean isGone = i < 685;
      // a source of which the model knows nothing
      String source = i > 710 ? "club" : "crm";
      second.add(Person.of(i).record(source, 2, isGone, day(1)));
      last.put(source + i, Person.of(i).record(source, 2, isGone, day(1)));
    }
    Lake nightly = lake(spark, "nightly");
    load(nightly, first, day(0));
    run(nightly, day(0), 1);
    load(nightly, second, day(1));
    run(nightly, day(1), 1);
    List<String> before = everything(nightly);
    run(nightly, day(1), 2);
    assertThat(everything(nightly)).as("forced again").isEqualTo(before);

    copyModels("nightly", "whole");
    Lake whole = lake(spark, "whole");
    List<String> shuffled = new ArrayList<>(last.values());
    Collections.shuffle(shuffled, new Random(3));
    DateWindow both = DateWindow.ofDays(FIRST, FIRST.plusDays(1), ZoneOffset.UTC);
    load(whole, shuffled, both);
    run(whole, both, 1);
    assertThat(edges(nightly)).isEqualTo(edges(whole));
    assertThat(lines(nightly, "gold.identity_edge", "true", "left", "right"))
        .doesNotHaveDuplicates();
    assertThat(clusters(nightly)).isEqualTo(clusters(whole));
    assertThat(keys(nightly)).isEqualTo(keys(whole));

    assertThat(notLearned(nightly)).containsExactly("[gender,9]");
    LakeIdentity identity = new LakeIdentity(nightly, CONTRACTS, CONFIG);
    Dataset<Row> truth =
        nightly
            .read(TableName.of("gold.identity_cluster"))
            .selectExpr("record_key", "substring_index(record_key, ':', -1) as entity");
    assertThat(identity.quality(truth, 0, -4).get(-4.0).f1()).isGreaterThan(.97);
    explainsWhatIsStored(nightly, identity);

    assertThat(identity.train()).hasValue(2);
    run(nightly, day(2), 1);
    copyModels("nightly", "retrained");
    Lake retrained = lake(spark, "retrained");
    load(retrained, shuffled, both);
    run(retrained, both, 1);
    assertThat(edges(nightly)).isEqualTo(edges(retrained));
    assertThat(clusters(nightly)).isEqualTo(clusters(retrained));
    assertThat(lines(nightly, "gold.identity_cluster", "true", "model_version"))
        .containsOnly("[2]");
    assertThat(notLearned(nightly)).isEmpty();
  }

  @Tag("full")
  @Test
  void blocks_that_become_too_large_or_no_more_touch_all_of_their_records(SparkSession spark)
      throws IOException {
    IdentityConfig small = withBlocksOf(6);
    Random random = new Random(5);
    TreeMap<String, String> last = new TreeMap<>();
    GuardedLake nightly = new GuardedLake(spark, folder.resolve("nightly"));
    for (int night = 0; night < 3; night++) {
      TreeMap<String, String> delivered = new TreeMap<>();
      for (int i = 0; i < (night == 0 ? 500 : 40); i++) {
        int number = night == 0 ? i : random.nextInt(560);
        boolean isGone = night > 0 && random.nextInt(4) == 0;
        Person person = Person.of(number % 280);
        delivered.put(
            "crm" + number, person.record("crm" + number / 280, night, isGone, day(night)));
      }
      last.putAll(delivered);
      nightly.load(RECORDS, List.copyOf(delivered.values()), day(night));
      nightly.run(small, day(night));
    }
    copyModels("nightly", "whole");
    GuardedLake whole = new GuardedLake(spark, folder.resolve("whole"));
    DateWindow all = DateWindow.ofDays(FIRST, FIRST.plusDays(2), ZoneOffset.UTC);
    whole.load(RECORDS, List.copyOf(last.values()), all);
    whole.run(small, all);
    assertThat(whole.lines("gold.identity_guardrail", "guardrail = 'large block'", "subject"))
        .hasSizeGreaterThan(2);
    String[] edge = {"left", "right", "rule", "bits", "found_by"};
    assertThat(nightly.lines("gold.identity_edge", "valid_to is null", edge))
        .isEqualTo(whole.lines("gold.identity_edge", "valid_to is null", edge));
    assertThat(nightly.lines("gold.identity_cluster", "true", "record_key", "cluster_id"))
        .isEqualTo(whole.lines("gold.identity_cluster", "true", "record_key", "cluster_id"));
  }

  private static IdentityConfig withBlocksOf(int most) {
    MatchSettings settings = CONFIG.settings();
    MatchSettings.Comparing comparing = settings.comparing();
    return new IdentityConfig(
        CONFIG.caps(),
        CONFIG.compared(),
        new MatchSettings(
            settings.linkOnly(),
            300,
            settings.weighsRarity(),
            new MatchSettings.Comparing(
                comparing.keys(),
                comparing.pairsPerKey(),
                comparing.pairsPerRecord(),
                comparing.leastGain(),
                most,
                comparing.identifier()),
            settings.cutting()),
        CONFIG.blocked(),
        CONFIG.limits(),
        CONFIG.decisions(),
        CONFIG.publish(),
        CONFIG.golden(),
        CONFIG.household());
  }

  private static List<String> notLearned(Lake lake) {
    return lines(
        lake, "gold.identity_guardrail", "guardrail = 'not learned'", "subject", "records");
  }

  private static void explainsWhatIsStored(Lake lake, LakeIdentity identity) {
    List<Row> stored =
        lake.read(TableName.of("gold.identity_edge"))
            .where("valid_to is null and rule = 'alike'")
            .orderBy("left", "right")
            .limit(5)
            .collectAsList();
    assertThat(stored).isNotEmpty();
    for (Row edge : stored) {
      LakeIdentity.Why why = identity.explain(edge.getAs("left"), edge.getAs("right"));
      var explanation = why.compared().orElseThrow();
      double sum =
          explanation.prior()
              + explanation.household()
              + explanation.fields().stream().mapToDouble(field -> field.bits()).sum();
      assertThat(sum).isCloseTo(explanation.bits(), within(1e-9));
      assertThat((float) explanation.bits()).isEqualTo(edge.<Float>getAs("bits"));
      assertThat(explanation.keys()).contains(edge.<String>getAs("found_by"));
      assertThat(why.weakest().orElseThrow().bits())
          .isGreaterThanOrEqualTo(edge.<Float>getAs("bits"));
    }
    assertThatThrownBy(() -> identity.explain("crm:1", "crm:nobody"))
        .isInstanceOf(JourneyhouseException.class)
        .hasMessageContaining("crm:nobody");
  }
}
