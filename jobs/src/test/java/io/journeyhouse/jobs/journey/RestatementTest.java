package io.journeyhouse.jobs.journey;

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
import io.journeyhouse.jobs.attribution.AttributionJobs;
import io.journeyhouse.jobs.workspace.ChannelConfig;
import io.journeyhouse.jobs.workspace.JourneyConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * However facts arrive, late or in order, day by day or all at once, shuffled or not: the tables of
 * journey and attribution end alike.
 */
@Tag("full")
@ExtendWith(SharedSpark.class)
class RestatementTest {
  private static final Contracts CONTRACTS = ContractReader.readAll(Path.of("../sql"));
  private static final JourneyConfig JOURNEY = JourneyConfig.packaged();
  private static final List<TableJob> JOBS =
      Stream.concat(
              JourneyJobs.all(JOURNEY, ChannelConfig.packaged(), true).stream(),
              AttributionJobs.all(JOURNEY).stream())
          .toList();

  private final SparkSession spark = SharedSpark.session();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void the_order_of_arrival_leaves_no_trace(long seed, @TempDir Path folder) {
    SmallWorld world = SmallWorld.random(seed);
    Lake late = new Lake(spark, folder.resolve("late").toString());
    for (int day = 0; day < SmallWorld.DAYS; day++) {
      run(world, late, day, day, seed);
    }
    Lake atOnce = new Lake(spark, folder.resolve("at-once").toString());
    run(world, atOnce, 0, SmallWorld.DAYS - 1, seed + 100);
    assertThat(tables(late)).isEqualTo(tables(atOnce));
    SmallWorld inOrder = world.inOrder();
    Lake ordered = new Lake(spark, folder.resolve("in-order").toString());
    run(inOrder, ordered, 0, 1, seed + 200);
    run(inOrder, ordered, 2, SmallWorld.DAYS - 1, seed + 300);
    assertThat(tables(ordered)).isEqualTo(tables(atOnce));

    assertThat(
            lines(atOnce, "gold.fct_session", "events").stream().mapToLong(Long::parseLong).sum())
        .isEqualTo(world.events());
    assertThat(lines(atOnce, "gold.fct_touch_credit", CREDIT)).isEqualTo(creditByHand(atOnce));
  }

  private void run(SmallWorld world, Lake lake, int from, int to, long shuffle) {
    append(lake, "silver.events", world.events(from, to), shuffle);
    append(lake, "silver.orders", world.orders(from, to), shuffle);
    append(lake, "ops.changed_customer", world.changed(from, to), shuffle);
    TableName bridge = TableName.of("gold.bdg_customer_identifier");
    rows(CONTRACTS.get(bridge), world.bridge(to), shuffle)
        .write()
        .format("delta")
        .mode("overwrite")
        .save(lake.path(bridge));
    DateWindow window =
        new DateWindow(
            SmallWorld.START.plus(Duration.ofDays(from)), SmallWorld.dayEnd(to), ZoneOffset.UTC);
    Clock clock = Clock.fixed(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);
    RunContext context = RunContext.of("test", window, 1, clock.instant());
    TableJobRunner runner = new TableJobRunner(lake, CONTRACTS, new RunLog(lake, CONTRACTS, clock));
    JOBS.forEach(job -> runner.run(job, context));
  }

  private void append(Lake lake, String table, List<String> lines, long shuffle) {
    TableContract contract = CONTRACTS.get(TableName.of(table));
    Commit commit = new Commit("facts" + lake.version(contract.name()), 1, "{}");
    new TableWriter(lake).append(contract, rows(contract, lines, shuffle), commit);
  }

  private Dataset<Row> rows(TableContract contract, List<String> lines, long shuffle) {
    List<String> mixed = new ArrayList<>(lines);
    Collections.shuffle(mixed, new Random(shuffle));
    return spark
        .read()
        .schema(contract.schema())
        .json(spark.createDataset(mixed, Encoders.STRING()).repartition(2));
  }

  /** Every row of every table, without the window that wrote it. */
  private Map<String, List<String>> tables(Lake lake) {
    return JOBS.stream()
        .map(TableJob::output)
        .collect(
            Collectors.toMap(
                TableName::toString,
                table ->
                    lines(
                        lake,
                        table.toString(),
                        "to_json(struct("
                            + CONTRACTS.get(table).columnNames().stream()
                                .filter(c -> !c.equals("_window_end"))
                                .collect(Collectors.joining(","))
                            + "))"),
                (a, b) -> a,
                TreeMap::new));
  }

  private static List<String> lines(Lake lake, String table, String expression) {
    return lake.read(TableName.of(table)).selectExpr(expression).collectAsList().stream()
        .map(row -> String.valueOf(row.get(0)))
        .sorted()
        .toList();
  }

  private static final String CREDIT =
      "concat_ws(' ', conversion_id, touchpoint_id, model, round(credit, 9), value)";

  /** Credit as its definition says it, each conversion against each touch. */
  private static List<String> creditByHand(Lake lake) {
    List<Row> touches =
        lake
            .read(TableName.of("gold.fct_touchpoint"))
            .selectExpr(
                "touchpoint_id", "customer_id", "touched_at", "if(kind='store_visit',ref_id,'')")
            .collectAsList()
            .stream()
            .sorted(
                Comparator.comparing((Row r) -> r.getTimestamp(2))
                    .thenComparing(r -> r.getString(0)))
            .toList();
    List<Row> conversions =
        lake.read(TableName.of("gold.fct_conversion"))
            .where("kind = 'purchase'")
            .selectExpr(
                "conversion_id",
                "customer_id",
                "converted_at",
                "concat('pos:', order_id)",
                "cast(value * 100 as bigint)")
            .collectAsList();
    List<String> lines = new ArrayList<>();
    for (Row c : conversions) {
      Instant at = c.getTimestamp(2).toInstant();
      List<String> path =
          touches.stream()
              .filter(t -> t.getString(1).equals(c.getString(1)))
              .filter(t -> !t.getString(3).equals(c.getString(3)))
              .filter(t -> !t.getTimestamp(2).toInstant().isAfter(at))
              .filter(t -> !t.getTimestamp(2).toInstant().isBefore(at.minus(Duration.ofDays(30))))
              .filter(t -> conversions.stream().noneMatch(p -> isBetween(t, p, c)))
              .map(t -> t.getString(0))
              .toList();
      long cents = c.getLong(4);
      if (path.isEmpty()) {
        for (String model : List.of("FIRST", "LAST", "LINEAR")) {
          lines.add(line(c, null, model, 1, cents));
        }
        continue;
      }
      lines.add(line(c, path.get(0), "FIRST", 1, cents));
      lines.add(line(c, path.get(path.size() - 1), "LAST", 1, cents));
      for (int i = 0; i < path.size(); i++) {
        long share = cents / path.size() + (i < cents % path.size() ? 1 : 0);
        lines.add(line(c, path.get(i), "LINEAR", path.size(), share));
      }
    }
    return lines.stream().sorted().toList();
  }

  /** Whether another purchase lies at or after the touch and before the conversion. */
  private static boolean isBetween(Row touch, Row other, Row conversion) {
    boolean same = other.getString(1).equals(conversion.getString(1));
    int order =
        Comparator.comparing((Row r) -> r.getTimestamp(2))
            .thenComparing(r -> r.getString(0))
            .compare(other, conversion);
    return same && order < 0 && !touch.getTimestamp(2).after(other.getTimestamp(2));
  }

  private static String line(Row conversion, String touch, String model, int shares, long cents) {
    String credit = String.valueOf(Math.round(1e9 / shares) / 1e9);
    String value = java.math.BigDecimal.valueOf(cents, 2).toString();
    return Stream.of(conversion.getString(0), touch, model, credit, value)
        .filter(part -> part != null)
        .collect(Collectors.joining(" "));
  }
}
