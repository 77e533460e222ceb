package io.journeyhouse.common.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableContract;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.contract.WriteMode;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.lake.Commit;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.lake.TableWriter;
import io.journeyhouse.common.quality.ExpectationRunner;
import io.journeyhouse.common.quality.Outcome;
import io.journeyhouse.common.quality.QualityReport;
import io.journeyhouse.common.quality.Quarantine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;

/**
 * Runs any table job the same way: read, transform, conform, check, write once, record. Run again
 * after a crash it finds its commit and only records it.
 */
public final class TableJobRunner {
  private final Lake lake;
  private final Contracts contracts;
  private final RunLog log;
  private final TableWriter writer;

  public TableJobRunner(Lake lake, Contracts contracts, RunLog log) {
    this.lake = lake;
    this.contracts = contracts;
    this.log = log;
    this.writer = new TableWriter(lake);
  }

  /** A job as a step of a pipeline. */
  public TableStep step(TableJob job) {
    TableContract contract = contracts.get(job.output());
    return new TableStep() {
      @Override
      public TableName output() {
        return contract.name();
      }

      @Override
      public List<String> inputs() {
        return contract.inputs();
      }

      @Override
      public TableResult run(RunContext run) {
        return TableJobRunner.this.run(job, run);
      }
    };
  }

  /**
   * Brings the job's table up to date for the run's window.
   *
   * @throws io.journeyhouse.common.error.JourneyhouseException where a rule that stops is broken
   */
  public TableResult run(TableJob job, RunContext run) {
    TableContract contract = contracts.get(job.output());
    Lake sized = lake.forRowsOf(readAndWritten(job, contract));
    return sized.inSession(() -> new TableJobRunner(sized, contracts, log).run(job, run, contract));
  }

  /**
   * The good rows of a job in the columns of its contract, where it reads other rows than those of
   * the lake. Writes nothing.
   */
  public Dataset<Row> rows(TableJob job, DateWindow window, UnaryOperator<Tables> instead) {
    TableContract contract = contracts.get(job.output());
    Tables tables = instead.apply(tablesFor(contract.name()));
    return new ExpectationRunner(contract)
        .judge(conform(contract, job.transform(tables, window)))
        .where(Outcome.accepted())
        .select(columns(contract));
  }

  /** The tables as the job of one of them sees them. */
  public Tables tablesFor(TableName output) {
    return new DeclaredTables(lake, contracts, contracts.get(output));
  }

  private static List<TableName> readAndWritten(TableJob job, TableContract contract) {
    List<TableName> names = new ArrayList<>(job.matchedInputs());
    contract.inputs().stream()
        .filter(input -> !input.endsWith("*"))
        .map(TableName::of)
        .forEach(names::add);
    names.add(contract.name());
    return names;
  }

  private TableResult run(TableJob job, RunContext run, TableContract contract) {
    Instant start = log.now();
    String application = run.pipeline() + "/" + contract.name() + "/" + run.window();
    Commit identity = new Commit(application, run.attempt(), "{}");
    if (writer.isWritten(contract, identity)) {
      TableResult before = StepRecord.ofCommit(lake, contract.name(), identity);
      log.record(run, before);
      CrashPoint.reach(contract.name() + ":after-record");
      return before;
    }
    lake.spark()
        .sparkContext()
        .setJobGroup(run.runId(), contract.name() + " " + run.window(), false);
    Tables tables = tablesFor(contract.name());
    Dataset<Row> conformed = conform(contract, job.transform(tables, run.window()));
    boolean tellsUpdates = Arrays.asList(conformed.columns()).contains(Outcome.COLUMN);
    ExpectationRunner quality = new ExpectationRunner(contract);
    boolean isRepeatable = job.isRepeatable(tables, run.window());
    Dataset<Row> judged = quality.judge(conformed);
    Dataset<Row> verdicts = quality.verdicts(isRepeatable ? judged : held(judged));
    Dataset<Row> held = isRepeatable ? held(verdicts) : judged;
    try {
      QualityReport report = quality.check(verdicts);
      if (report.quarantined() > 0) {
        log.stageQuarantine(
            run,
            contract.name(),
            Quarantine.rows(contract.name(), verdicts, run.runId(), run.window().end()));
      }
      List<String> notes = new ArrayList<>(report.notes());
      notes.addAll(job.notes(tables, run.window()));
      TableResult result = result(contract, report, notes, start, TableResult.Status.WRITTEN);
      if (!report.stoppedBy().isEmpty()) {
        log.recordFailure(run, result, ErrorCode.QUALITY_GATE.id());
        throw gate(contract, report);
      }
      Dataset<Row> all = isRepeatable ? workedOut(judged) : judged;
      Dataset<Row> good = all.where(Outcome.accepted()).select(columns(contract));
      Commit commit =
          new Commit(application, run.attempt(), StepRecord.toJson(application, result));
      CrashPoint.reach(contract.name() + ":before-commit");
      boolean filling = !lake.hasRows(contract.name());
      boolean written = report.accepted() > 0 || !(filling || addsOnly(contract));
      if (written && filling) {
        writer.fill(contract, good, verdicts.where(Outcome.accepted()), report.accepted(), commit);
      } else if (written && isInsertOnly(contract, tellsUpdates, report)) {
        writer.append(contract, good, commit);
      } else if (written) {
        write(job, tables, contract, good, run.window(), commit);
      }
      CrashPoint.reach(contract.name() + ":after-commit");
      TableResult.Status status =
          written ? TableResult.Status.WRITTEN : TableResult.Status.UNCHANGED;
      TableResult done = result(contract, report, notes, start, status);
      log.record(run, done);
      CrashPoint.reach(contract.name() + ":after-record");
      return done;
    } finally {
      held.unpersist(false);
    }
  }

  private static Dataset<Row> held(Dataset<Row> rows) {
    return rows.persist(StorageLevel.MEMORY_AND_DISK());
  }

  /**
   * The rows, each worked out before anything is asked of it: a condition on outcomes would else be
   * unfolded into the expressions behind them, once for each place where they stand.
   */
  private static Dataset<Row> workedOut(Dataset<Row> rows) {
    return ((org.apache.spark.sql.classic.SparkSession) rows.sparkSession())
        .internalCreateDataFrame(rows.queryExecution().toRdd(), rows.schema(), false);
  }

  private static boolean addsOnly(TableContract contract) {
    return switch (contract.write().mode()) {
      case APPEND, MERGE, SCD2 -> true;
      case REPLACE_WINDOW, REPLACE_KEYS -> false;
    };
  }

  /** A merge whose job found no present row of the same key adds rows, which costs no join. */
  private static boolean isInsertOnly(
      TableContract contract, boolean tellsUpdates, QualityReport report) {
    return contract.write().mode() == WriteMode.MERGE && tellsUpdates && report.updates() == 0;
  }

  private void write(
      TableJob job,
      Tables tables,
      TableContract contract,
      Dataset<Row> good,
      DateWindow window,
      Commit commit) {
    switch (contract.write().mode()) {
      case APPEND -> writer.append(contract, good, commit);
      case MERGE -> writer.merge(contract, good, commit);
      case SCD2 -> writer.scd2(contract, good, commit);
      case REPLACE_WINDOW ->
          writer.replaceWindow(contract, good, window.from(), window.to(), commit);
      case REPLACE_KEYS ->
          writer.replaceKeys(contract, good, job.replacedKeys(tables, window), commit);
    }
  }

  private TableResult result(
      TableContract contract,
      QualityReport report,
      List<String> notes,
      Instant start,
      TableResult.Status status) {
    return new TableResult(
        contract.name(),
        status,
        report.rowsIn(),
        report.accepted(),
        report.quarantined(),
        report.duplicates(),
        Duration.between(start, log.now()).toMillis() / 1000.0,
        lake.version(contract.name()),
        report.checks(),
        List.copyOf(notes));
  }

  private static RuntimeException gate(TableContract contract, QualityReport report) {
    return Errors.of(
        ErrorCode.QUALITY_GATE,
        contract.name() + ": nothing was written, broken: " + String.join(", ", report.stoppedBy()),
        "query ops.check_result for the counts, correct the input or the rule in table.yml, and run"
            + " the same command again");
  }

  /**
   * The contract's columns in order and type, then the technical ones that say what becomes of a
   * row.
   */
  private static Dataset<Row> conform(TableContract contract, Dataset<Row> rows) {
    List<String> given = Arrays.asList(rows.columns());
    List<Column> selected = new ArrayList<>();
    for (io.journeyhouse.common.contract.Column column : contract.columns()) {
      Column value = given.contains(column.name()) ? col(column.name()) : lit(null);
      selected.add(value.cast(column.type()).as(column.name()));
    }
    for (String technical : Quarantine.TECHNICAL) {
      if (given.contains(technical) && !contract.columnNames().contains(technical)) {
        selected.add(col(technical));
      }
    }
    return rows.select(selected.toArray(Column[]::new));
  }

  private static Column[] columns(TableContract contract) {
    return contract.columnNames().stream().map(functions::col).toArray(Column[]::new);
  }
}
