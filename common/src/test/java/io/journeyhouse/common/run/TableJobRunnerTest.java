package io.journeyhouse.common.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.common.config.YamlNode;
import io.journeyhouse.common.contract.ContractReader;
import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableContract;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.JourneyhouseException;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.quality.ExpectationRunner;
import io.journeyhouse.common.quality.Quarantine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedSpark.class)
class TableJobRunnerTest {
  private static final DateWindow DAY = DateWindow.ofDay(LocalDate.of(2026, 3, 1), ZoneOffset.UTC);
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-02T02:00:00Z"), ZoneOffset.UTC);
  private static final String CONTRACT =
      """
      table: silver.thing
      grain: one thing
      owner: platform
      key: [id]
      inputs: []
      write: {mode: merge, column: at, version: [at]}
      layout: {stats-columns: [at]}
      erase: {action: none, reason: "a test"}
      columns:
        - {name: id, type: int, required: true, doc: "Id"}
        - {name: source, type: string, doc: "Source"}
        - {name: at, type: timestamp, doc: "When"}
        - {name: amount, type: "decimal(18,2)", doc: "How much"}
      expectations:
        - {name: not-negative, sql: "amount >= 0", on-fail: quarantine}
        - {name: not-huge, sql: "amount < 1000", on-fail: warn}
        - {name: not-absurd, sql: "amount < 1000000", on-fail: stop}
      """;

  @TempDir Path folder;
  private SparkSession spark;
  private Lake lake;
  private RunLog log;
  private TableJobRunner runner;
  private TableContract contract;
  private int transforms;

  @BeforeEach
  void open(SparkSession session) {
    spark = session;
    lake = new Lake(spark, folder.toString());
    contract = ContractReader.parse(YamlNode.parse(CONTRACT, "thing.yml"));
    List<TableContract> all =
        new ArrayList<>(
            ContractReader.readAll(Path.of("../sql/ops").toAbsolutePath().getParent())
                .all()
                .stream()
                .filter(c -> c.name().layer().equals("ops"))
                .toList());
    all.add(contract);
    Contracts contracts = new Contracts(all);
    log = new RunLog(lake, contracts, CLOCK);
    runner = new TableJobRunner(lake, contracts, log);
  }

  @Test
  void what_a_killed_step_refused_waits_for_its_restart() {
    TableJob job = job("(2, 'a', timestamp'2026-03-01', -5, null, null, 'f.csv', 4)");
    RunContext run = context(1);
    Dataset<Row> judged =
        new ExpectationRunner(contract)
            .judge(
                job.transform(
                    new DeclaredTables(lake, new Contracts(List.of(contract)), contract),
                    run.window()));
    log.stageQuarantine(
        run,
        contract.name(),
        Quarantine.rows(contract.name(), judged, run.runId(), run.window().end()));
    log.flush();
    log.flush();
    assertThat(lake.exists(RunLog.QUARANTINE)).isFalse();
    runner.run(job, run);
    log.flush();
    assertThat(strings("ops.quarantine", "rule")).hasSize(1);
  }

  @Test
  void writes_good_rows_and_accounts_for_all_others() {
    TableResult result =
        runner.run(
            job(
                "(1, 'a', timestamp'2026-03-01', 5, null, null, 'f.csv', 2),"
                    + "(1, 'a', timestamp'2026-03-01', 5, 'duplicate', null, 'f.csv', 3),"
                    + "(2, 'a', timestamp'2026-03-01', -5, null, null, 'f.csv', 4),"
                    + "(null, 'b', timestamp'2026-03-01', 5, null, null, 'g.csv', 2),"
                    + "(3, 'b', timestamp'2026-03-01', null, 'type:amount', 'is no number', 'g.csv', 3),"
                    + "(4, 'b', timestamp'2026-03-01', 2000, null, null, 'g.csv', 4)"),
            context(1));
    assertThat(result.rowsIn()).isEqualTo(6);
    assertThat(result.rowsOut()).isEqualTo(2);
    assertThat(result.duplicates()).isEqualTo(1);
    assertThat(result.quarantined()).isEqualTo(3);
    assertThat(result.notes())
        .containsExactly(
            "a: 1 good, 1 duplicate, 1 not-negative", "b: 1 good, 1 required:id, 1 type:amount");
    log.flush();
    assertThat(
            strings(
                "ops.quarantine",
                "concat_ws(' ', table_name, source, source_file, line, rule, reason)"))
        .containsExactly(
            "silver.thing a f.csv 4 not-negative must hold: amount >= 0",
            "silver.thing b g.csv 2 required:id is missing",
            "silver.thing b g.csv 3 type:amount is no number");
    assertThat(
            strings("ops.check_result", "concat_ws(' ', rule, on_fail, rows_checked, rows_failed)"))
        .containsExactly(
            "not-absurd stop 2 0",
            "not-huge warn 2 1",
            "not-negative quarantine 3 1",
            "required:id quarantine 3 1",
            "type:amount quarantine 3 1");
    assertThat(strings("ops.run", "concat_ws(' ', table_name, status, rows_in, rows_out)"))
        .containsExactly("silver.thing WRITTEN 6 2");
  }

  @Test
  void a_stopping_rule_leaves_the_table_as_it_was() {
    TableJob bad = job("(1, 'a', timestamp'2026-03-01', 5000000, null, null, 'f', 1)");
    assertThatThrownBy(() -> runner.run(bad, context(1)))
        .isInstanceOf(JourneyhouseException.class)
        .hasMessage("silver.thing: nothing was written, broken: not-absurd")
        .extracting("code")
        .isEqualTo(ErrorCode.QUALITY_GATE);
    assertThat(lake.exists(contract.name())).isFalse();
    log.flush();
    assertThat(strings("ops.run", "concat_ws(' ', status, error_code)"))
        .containsExactly("FAILED JH-3201");
    // the input is put right: the same run goes through
    runner.run(job("(1, 'a', timestamp'2026-03-01', 5, null, null, 'f', 1)"), context(1));
    assertThat(lake.read(contract.name()).count()).isEqualTo(1);
  }

  @Test
  void a_step_that_is_there_is_not_computed_again() {
    TableJob first = job("(1, 'a', timestamp'2026-03-01', 5, null, null, 'f', 1)");
    runner.run(first, context(1));
    log.flush();
    TableResult again = runner.run(first, context(1));
    assertThat(transforms).isEqualTo(1);
    assertThat(again.status()).isEqualTo(TableResult.Status.ALREADY_WRITTEN);
    assertThat(again.rowsOut()).isEqualTo(1);
    TableJob newer = job("(1, 'a', timestamp'2026-03-01 10:00:00', 6, 'update', null, 'f', 1)");
    TableResult forced = runner.run(newer, context(2));
    assertThat(transforms).isEqualTo(2);
    assertThat(forced.status()).isEqualTo(TableResult.Status.WRITTEN);
    assertThat(lake.read(contract.name()).count()).isEqualTo(1);
  }

  @Test
  void nothing_to_write_makes_no_commit() {
    TableResult result =
        runner.run(job("(null, 'a', timestamp'2026-03-01', 5, null, null, 'f', 1)"), context(1));
    assertThat(result.status()).isEqualTo(TableResult.Status.UNCHANGED);
    assertThat(lake.exists(contract.name())).isFalse();
  }

  @Test
  void a_flush_that_was_killed_and_done_again_adds_nothing_twice() throws Exception {
    runner.run(job("(1, 'a', timestamp'2026-03-01', -5, null, null, 'f', 1)"), context(1));
    Path pending = folder.resolve("_pending");
    Path kept = folder.resolve("kept");
    log.flush();
    assertThat(strings("ops.quarantine", "rule")).hasSize(1);
    assertThat(Files.list(pending)).isEmpty();

    runner.run(job("(2, 'a', timestamp'2026-03-01', -5, null, null, 'f', 2)"), context(2));
    Path open = Files.list(pending).findFirst().orElseThrow();
    copy(open, kept);
    String run = open.getFileName().toString();
    String refused = run + "/ops.quarantine/silver.thing";
    String parts = run + "/ops.run/silver.thing.json\n" + refused;
    Files.writeString(pending.resolve("seal-1"), parts);
    log.flush();
    assertThat(Files.list(pending)).isEmpty();
    // killed after its commits and before it removed anything, then in the midst of that
    copy(kept, open);
    Files.writeString(pending.resolve("seal-1"), parts);
    log.flush();
    copy(kept.resolve("ops.quarantine"), Files.createDirectories(open).resolve("ops.quarantine"));
    Files.writeString(pending.resolve("seal-1"), parts);
    log.flush();
    assertThat(Files.list(pending)).isEmpty();
    assertThat(strings("ops.quarantine", "rule")).hasSize(2);
    assertThat(strings("ops.run", "status")).hasSize(2);
  }

  @Test
  void refuses_to_read_what_the_contract_does_not_name() {
    TableJob curious =
        new TableJob() {
          @Override
          public TableName output() {
            return contract.name();
          }

          @Override
          public Dataset<Row> transform(Tables tables, DateWindow window) {
            return tables.read("gold.secret");
          }
        };
    assertThatThrownBy(() -> runner.run(curious, context(1)))
        .hasMessage("silver.thing reads gold.secret, which its contract does not name");
  }

  private TableJob job(String values) {
    return new TableJob() {
      @Override
      public TableName output() {
        return contract.name();
      }

      @Override
      public Dataset<Row> transform(Tables tables, DateWindow window) {
        transforms++;
        return tables
            .spark()
            .sql(
                "select * from values "
                    + values
                    + " as v(id, source, at, amount, _outcome, _reason, _source_file, _line)");
      }
    };
  }

  private static RunContext context(int attempt) {
    return RunContext.of("silver", DAY, attempt, CLOCK.instant());
  }

  private List<String> strings(String table, String expression) {
    return lake.read(TableName.of(table)).selectExpr(expression).collectAsList().stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  private static void copy(Path from, Path to) throws Exception {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
