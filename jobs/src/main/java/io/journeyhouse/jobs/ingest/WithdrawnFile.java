package io.journeyhouse.jobs.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import io.delta.tables.DeltaTable;
import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableContract;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.lake.Commit;
import io.journeyhouse.common.lake.HeldRows;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.lake.TableWriter;
import io.journeyhouse.common.run.CrashPoint;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.RunLog;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.TableJobRunner;
import io.journeyhouse.jobs.workspace.SourceConfig;
import io.journeyhouse.jobs.workspace.Workspace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * A file whose rows are to be taken out of bronze and silver, as if it had never been delivered. Of
 * each key that it holds silver is worked out anew from what all other files say of it.
 */
public final class WithdrawnFile {
  private static final Set<String> NO_ID = Set.of("source", "line_no");

  private final SourceConfig source;
  private final String path;
  private final Lake lake;
  private final Contracts contracts;
  private final TableJobRunner runner;
  private final DateWindow window;
  private final List<SourceConfig> sources;
  private final List<TableJob> jobs;
  private final LandedFiles landed;
  private final Map<TableName, Dataset<Row>> keys = new HashMap<>();

  /**
   * @param path as {@code ops.landed_file} names it
   * @param window of the run that restates what rests on it
   */
  public WithdrawnFile(
      Workspace workspace,
      SourceConfig source,
      String path,
      Lake lake,
      Contracts contracts,
      RunLog log,
      DateWindow window) {
    this.source = source;
    this.path = path;
    this.lake = lake;
    this.contracts = contracts;
    this.runner = new TableJobRunner(lake, contracts, log);
    this.window = window;
    this.landed = new LandedFiles(lake, contracts, log);
    this.sources = workspace.sources();
    this.jobs =
        SilverJobs.all(sources, workspace.zone()).stream()
            .filter(job -> job.matchedInputs().contains(source.bronze()))
            .toList();
  }

  /** The rows of silver that are, or could be, made of it, by table. */
  public Map<TableName, Dataset<Row>> silver() {
    Map<TableName, Dataset<Row>> rows = new LinkedHashMap<>();
    jobs.forEach(job -> rows.put(job.output(), ofKeys(present(job), job)));
    return rows;
  }

  /** Its own rows as silver would take them, of a table that it feeds. */
  public Dataset<Row> own(TableName table) {
    return ownRows(
        jobs.stream().filter(job -> job.output().equals(table)).findFirst().orElseThrow());
  }

  /** Works silver out without it: a commit for each table, once. */
  public void restate() {
    TableWriter writer = new TableWriter(lake);
    for (TableJob job : jobs) {
      TableContract contract = contracts.get(job.output());
      Commit commit = new Commit("withdraw/" + job.output() + "/" + window, 1, "{}");
      if (!writer.isWritten(contract, commit)) {
        writer.replaceRows(
            contract, otherRows(job), keys(job).select(columns(contract.key())), commit);
      }
      CrashPoint.reach("withdraw " + job.output());
    }
  }

  /**
   * Notes in {@code ops.landed_file} that it is withdrawn, and takes its rows out of bronze.
   *
   * @param isReplaced whether it is to be loaded anew
   */
  public void delete(boolean isReplaced, Instant now) {
    landed.withdraw(source.name(), path, isReplaced, now);
    CrashPoint.reach("withdraw " + LandedFiles.TABLE);
    DeltaTable.forPath(lake.spark(), lake.path(source.bronze()))
        .delete(col(Bronze.SOURCE_FILE).equalTo(path));
    CrashPoint.reach("withdraw " + source.bronze());
  }

  private Dataset<Row> present(TableJob job) {
    return lake.rows(contracts.get(job.output()));
  }

  private Dataset<Row> ofKeys(Dataset<Row> rows, TableJob job) {
    List<String> key = contracts.get(job.output()).key();
    return rows.join(keys(job).select(columns(key)), key.toArray(String[]::new), "left_semi");
  }

  /** The keys that its rows have; as long as its raw rows are there. */
  private Dataset<Row> keys(TableJob job) {
    return keys.computeIfAbsent(
        job.output(),
        table -> {
          List<String> names = new ArrayList<>(contracts.get(table).key());
          id(table).filter(id -> !names.contains(id)).ifPresent(names::add);
          return HeldRows.of(ownRows(job).select(columns(names)).distinct()).rows();
        });
  }

  private Dataset<Row> ownRows(TableJob job) {
    Column isOwn = col(Bronze.SOURCE_FILE).equalTo(path);
    return rows(job, (one, raw) -> one.equals(source) ? raw.where(isOwn) : raw.limit(0));
  }

  private Dataset<Row> otherRows(TableJob job) {
    Column isOther = not(col(Bronze.SOURCE_FILE).equalTo(path));
    Dataset<Row> good =
        rows(
            job,
            (one, raw) -> {
              Dataset<Row> others = one.equals(source) ? raw.where(isOther) : raw;
              return id(job.output())
                  .map(id -> mapping(one, job).having(others, id, keys(job).select(id)))
                  .orElse(others);
            });
    return ofKeys(good, job);
  }

  /** The job's good rows, made of a part of the raw rows, where none of its own is there yet. */
  private Dataset<Row> rows(
      TableJob job, BiFunction<SourceConfig, Dataset<Row>, Dataset<Row>> part) {
    Map<String, Dataset<Row>> instead = new HashMap<>();
    instead.put(job.output().toString(), present(job).limit(0));
    for (SourceConfig one : sources) {
      if (job.matchedInputs().contains(one.bronze()) && lake.exists(one.bronze())) {
        Dataset<Row> raw = lake.read(one.bronze()).withColumn(Bronze.WINDOW_END, window.end());
        instead.put(one.bronze().toString(), part.apply(one, raw));
      }
    }
    return runner.rows(job, window, tables -> new TablesWith(tables, instead));
  }

  /** The one column that tells a source's keys apart, as far as there is one. */
  private Optional<String> id(TableName table) {
    List<String> names =
        contracts.get(table).key().stream().filter(name -> !NO_ID.contains(name)).toList();
    return names.size() == 1
        ? Optional.of(names.get(0).equals("record_key") ? "source_id" : names.get(0))
        : Optional.empty();
  }

  private static Mapping mapping(SourceConfig source, TableJob job) {
    boolean isPerson =
        job.output().table().equals("customer_records") && !source.person().isEmpty();
    return isPerson ? new Mapping(source, source.person(), Map.of()) : Mapping.of(source);
  }

  private static Column[] columns(List<String> names) {
    return names.stream().map(functions::col).toArray(Column[]::new);
  }
}
