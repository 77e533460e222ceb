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
import io.journeyhouse.jobs.workspace.IdentityConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lasting ids over nights in which records come and go and clusters join and part. */
@ExtendWith(SharedSpark.class)
@Execution(ExecutionMode.CONCURRENT)
class CustomerIdsTest {
  private static final Contracts CONTRACTS = ContractReader.readAll(Path.of("../sql"));
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);
  private static final LocalDate FIRST = LocalDate.of(2026, 3, 1);
  private static final int RECORDS = 16;

  @TempDir private Path folder;

  @Test
  void follow_the_rules(SparkSession spark) {
    follow(new Random(19), spark, 5);
  }

  @Tag("full")
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void follow_the_rules_for_long(long seed, SparkSession spark) {
    follow(new Random(seed), spark, 30);
  }

  private void follow(Random random, SparkSession spark, int nights) {
    Lake lake = new Lake(spark, folder.toString());
    IdModel model = new IdModel();
    List<Set<String>> clusters = new ArrayList<>();
    for (int night = 0; night < nights; night++) {
      DateWindow window = DateWindow.ofDay(FIRST.plusDays(night), ZoneOffset.UTC);
      List<Set<String>> next = changed(clusters, random);
      write(lake, clusters, next, window);
      clusters = next;
      run(lake, window, 1);
      Map<String, String> now = customers(lake);
      IdModel.Named named = model.name(clusters);
      for (Set<String> cluster : clusters) {
        String id = now.get(cluster.iterator().next());
        assertThat(cluster.stream().map(now::get)).as("one id a cluster").containsOnly(id);
        if (named.unnamed().contains(cluster)) {
          assertThat(model.wasEverGiven(id)).as("given before: " + id).isFalse();
        } else {
          assertThat(id).as(cluster + " in night " + night).isEqualTo(named.kept().get(cluster));
        }
      }
      assertThat(new HashSet<>(now.values())).as("one cluster an id").hasSameSizeAs(clusters);
      assertThat(events(lake, window)).isEqualTo(model.take(now));
      assertThat(map(lake, "gold.customer_alias", "valid_to is null", "old_id", "customer_id"))
          .isEqualTo(model.aliases());
      if (random.nextInt(4) == 0) {
        List<String> before = all(lake);
        run(lake, window, 2);
        assertThat(all(lake)).as("run again").isEqualTo(before);
      }
    }
  }

  /** Some records come and go, some clusters join and some part. */
  private static List<Set<String>> changed(List<Set<String>> clusters, Random random) {
    List<Set<String>> next = new ArrayList<>();
    clusters.forEach(cluster -> next.add(new TreeSet<>(cluster)));
    for (int i = 0; i < 6; i++) {
      String key = "crm:" + random.nextInt(RECORDS);
      switch (random.nextInt(5)) {
        case 0, 1 -> {
          if (next.stream().noneMatch(cluster -> cluster.contains(key))) {
            next.add(new TreeSet<>(Set.of(key)));
          }
        }
        case 2 -> {
          if (random.nextInt(3) == 0) {
            next.forEach(cluster -> cluster.remove(key));
          }
        }
        case 3 -> {
          Collections.shuffle(next, random);
          if (next.size() > 1) {
            next.get(0).addAll(next.remove(1));
          }
        }
        default -> {
          Collections.shuffle(next, random);
          if (!next.isEmpty()) {
            Set<String> left = new TreeSet<>(next.get(0));
            left.removeIf(each -> random.nextBoolean());
            next.get(0).removeAll(left);
            next.add(left);
          }
        }
      }
      next.removeIf(Set::isEmpty);
    }
    return next;
  }

  private static void write(
      Lake lake, List<Set<String>> before, List<Set<String>> now, DateWindow window) {
    Map<String, String> were = ids(before);
    Map<String, String> are = ids(now);
    Set<String> keys = new TreeSet<>(were.keySet());
    keys.addAll(are.keySet());
    keys.removeIf(key -> are.get(key) != null && are.get(key).equals(were.get(key)));
    String end = window.to().toString();
    List<String> records = new ArrayList<>();
    List<String> clusters = new ArrayList<>();
    for (String key : keys) {
      if (are.get(key) == null || were.get(key) == null) {
        records.add(
            "{\"record_key\":\"%s\",\"source\":\"crm\",\"features\":{},\"identifiers\":[],\"former_identifiers\":[],\"is_comparable\":false,\"is_deleted\":%s,\"_window_end\":\"%s\"}"
                .formatted(key, are.get(key) == null, end));
      }
      if (are.get(key) != null) {
        clusters.add(
            "{\"record_key\":\"%s\",\"cluster_id\":\"%s\",\"component\":1,\"is_part\":false,\"is_contradicted\":false,\"_window_end\":\"%s\"}"
                .formatted(key, are.get(key), end));
      }
    }
    TableContract ofRecords = CONTRACTS.get(TableName.of("gold.identity_record"));
    TableContract ofClusters = CONTRACTS.get(TableName.of("gold.identity_cluster"));
    Commit commit = new Commit("load " + window, 1, "{}");
    TableWriter writer = new TableWriter(lake);
    writer.merge(ofRecords, rows(lake, ofRecords, records), commit);
    writer.replaceKeys(
        ofClusters,
        rows(lake, ofClusters, clusters),
        lake.spark().createDataset(List.copyOf(keys), Encoders.STRING()).toDF("record_key"),
        commit);
  }

  private static Dataset<Row> rows(Lake lake, TableContract contract, List<String> lines) {
    return lake.spark()
        .read()
        .schema(contract.schema())
        .json(lake.spark().createDataset(lines, Encoders.STRING()));
  }

  private static Map<String, String> ids(List<Set<String>> clusters) {
    Map<String, String> ids = new TreeMap<>();
    clusters.forEach(cluster -> cluster.forEach(key -> ids.put(key, cluster.iterator().next())));
    return ids;
  }

  private static List<TableJob> jobs() {
    return List.of(
        new CustomerRecordLinkJob(IdentityConfig.packaged().publish()),
        new CustomerAliasJob(),
        new IdentityEventJob());
  }

  private static void run(Lake lake, DateWindow window, int attempt) {
    TableJobRunner runner = new TableJobRunner(lake, CONTRACTS, new RunLog(lake, CONTRACTS, CLOCK));
    jobs()
        .forEach(
            job -> runner.run(job, RunContext.of("identity", window, attempt, CLOCK.instant())));
  }

  private static Map<String, String> customers(Lake lake) {
    return map(lake, "gold.customer_record_link", "is_current", "record_key", "customer_id");
  }

  private static Set<String> events(Lake lake, DateWindow window) {
    if (!lake.exists(TableName.of("gold.identity_event"))) {
      return Set.of();
    }
    return lake
        .read(TableName.of("gold.identity_event"))
        .where("window_end = timestamp'" + window.to() + "'")
        .collectAsList()
        .stream()
        .map(
            row ->
                row.getAs("customer_id") + " " + row.getAs("event") + " " + row.getAs("other_id"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, String> map(
      Lake lake, String table, String where, String key, String value) {
    Map<String, String> map = new TreeMap<>();
    if (lake.exists(TableName.of(table))) {
      lake.read(TableName.of(table)).where(where).select(key, value).collectAsList().stream()
          .forEach(row -> map.put(row.getString(0), row.getString(1)));
    }
    return map;
  }

  private static List<String> all(Lake lake) {
    return jobs().stream()
        .map(TableJob::output)
        .filter(lake::exists)
        .flatMap(table -> lake.read(table).collectAsList().stream())
        .map(Row::toString)
        .sorted()
        .toList();
  }
}
