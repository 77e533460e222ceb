package io.journeyhouse.jobs.batch;

import static java.util.Comparator.naturalOrder;

import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.RunLog;
import io.journeyhouse.jobs.identity.WithdrawnFacts;
import io.journeyhouse.jobs.ingest.Landing;
import io.journeyhouse.jobs.ingest.WithdrawnFile;
import io.journeyhouse.jobs.journey.WithdrawnEvents;
import io.journeyhouse.jobs.workspace.SourceConfig;
import io.journeyhouse.jobs.workspace.Workspace;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Takes loaded files back and restates all that rests on them. It first notes what it is about to
 * do; every step after that is done once however often it is begun, so that after a kill the same
 * is finished and not begun anew.
 *
 * <p>What is restated is stamped as loaded by a window of its own, a microsecond after the end of
 * the last run's, and the pipelines run over that window: they see the restated rows as news, and
 * redo whose facts they were and whose they are.
 */
public final class WithdrawalRunner {
  private static final TableName EVENTS = TableName.of("silver.events");
  private static final TableName RECORDS = TableName.of("silver.customer_records");
  private static final TableName SESSIONS = TableName.of("gold.fct_session");

  private final JobDatabase database;
  private final PipelineRunner runner;
  private final Workspace workspace;
  private final Lake lake;
  private final Contracts contracts;
  private final RunLog log;

  public WithdrawalRunner(
      JobDatabase database,
      PipelineRunner runner,
      Workspace workspace,
      Lake lake,
      Contracts contracts,
      RunLog log) {
    this.database = database;
    this.runner = runner;
    this.workspace = workspace;
    this.lake = lake;
    this.contracts = contracts;
    this.log = log;
  }

  /** The withdrawal that was begun and is not done. */
  public static Optional<Withdrawal> open(JobDatabase database, ZoneId zone) {
    return database.withdrawals().open(zone);
  }

  /**
   * Notes what is to be done. Needs no Spark.
   *
   * @throws io.journeyhouse.common.error.JourneyhouseException where a run is in the midst of what
   *     rests on silver, so that nobody could say what rests on the file
   */
  public static Withdrawal begin(
      JobDatabase database, Workspace workspace, String source, String path, boolean isReplaced) {
    DateWindow window = next(database, workspace);
    Withdrawal withdrawal = new Withdrawal(source, path, isReplaced, false, window);
    database.withdrawals().begin(withdrawal);
    return withdrawal;
  }

  /**
   * A microsecond after the last run that got further than silver. A day that was begun and did not
   * is finished after it.
   */
  private static DateWindow next(JobDatabase database, Workspace workspace) {
    JobHistory history = new JobHistory(database);
    Set<Optional<Instant>> done =
        restating(workspace).map(history::lastEnd).collect(Collectors.toSet());
    // where nothing was ever restated, the start of all that was loaded
    Instant from =
        done.iterator()
            .next()
            .or(() -> history.started("ingest").stream().map(DateWindow::from).min(naturalOrder()))
            .orElse(Instant.EPOCH);
    boolean isBegun =
        restating(workspace)
            .flatMap(pipeline -> history.started(pipeline).stream())
            .anyMatch(window -> window.to().isAfter(from));
    if (done.size() > 1 || isBegun) {
      throw Errors.of(
          ErrorCode.USAGE,
          "a run is in the midst of what rests on silver, so that what rests on the file is not"
              + " known",
          "finish it first (journeyhouse run --date of the last day), then do it again");
    }
    return new DateWindow(from, from.plus(1, ChronoUnit.MICROS), workspace.zone());
  }

  /** The pipelines between silver and the exports. */
  private static Stream<String> restating(Workspace workspace) {
    return Pipelines.names(workspace).stream()
        .filter(name -> !Set.of("ingest", "silver", "export").contains(name));
  }

  /** Does what was noted, or what is left of it. */
  public RunSummary finish(Withdrawal withdrawal) {
    SourceConfig source = workspace.source(withdrawal.source());
    if (!withdrawal.isTakenOut()) {
      withdraw(withdrawal, source);
      // before any row of the file that replaces it is there
      database.withdrawals().noteTakenOut(withdrawal);
    }
    RunSummary summary = runner.run(pipelines(withdrawal, source), withdrawal.window(), false);
    if (summary.exitCode() == 0) {
      database.withdrawals().close(withdrawal);
    }
    return summary;
  }

  private void withdraw(Withdrawal withdrawal, SourceConfig source) {
    DateWindow window = withdrawal.window();
    WithdrawnFile file =
        new WithdrawnFile(workspace, source, withdrawal.path(), lake, contracts, log, window);
    WithdrawnFacts facts = new WithdrawnFacts(lake, contracts, window);
    Map<TableName, Dataset<Row>> silver = file.silver();
    Dataset<Row> sessions = lake.rows(contracts.get(SESSIONS));
    facts.listOwners(
        silver,
        silver.containsKey(EVENTS)
            ? WithdrawnEvents.customers(sessions, silver.get(EVENTS))
            : sessions.limit(0));
    file.restate();
    if (silver.containsKey(EVENTS)) {
      facts.restateEdges(file.own(EVENTS));
    }
    if (silver.containsKey(RECORDS)) {
      facts.emptyRecords(file.own(RECORDS));
    }
    file.delete(withdrawal.isReplaced(), log.now());
  }

  private List<Pipeline> pipelines(Withdrawal withdrawal, SourceConfig source) {
    List<Pipeline> pipelines = new ArrayList<>();
    if (withdrawal.isReplaced()) {
      pipelines.add(
          new Pipeline(
              "ingest",
              List.of(
                  Landing.step(
                      workspace, source, withdrawal.path(), lake.forFewRows(), contracts, log))));
    }
    for (Pipeline pipeline : Pipelines.all(workspace, lake, contracts, log)) {
      boolean isLoading =
          pipeline.name().equals("ingest")
              || pipeline.name().equals("silver") && !withdrawal.isReplaced();
      if (!isLoading && !pipeline.name().equals("export")) {
        pipelines.add(pipeline);
      }
    }
    return pipelines;
  }
}
