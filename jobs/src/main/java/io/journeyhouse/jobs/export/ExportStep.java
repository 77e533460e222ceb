package io.journeyhouse.jobs.export;

import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.run.RunContext;
import io.journeyhouse.common.run.RunLog;
import io.journeyhouse.common.run.TableJobRunner;
import io.journeyhouse.common.run.TableResult;
import io.journeyhouse.common.run.TableStep;
import io.journeyhouse.jobs.workspace.AudienceConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Writes the file of each audience, then notes all of them with one commit. Killed anywhere and
 * started again it writes the same files once more, over what is there, so that a table's row never
 * speaks of a file that is not there or is another.
 */
final class ExportStep implements TableStep {
  private final AudienceFiles files;
  private final Lake lake;
  private final Contracts contracts;
  private final RunLog log;

  ExportStep(
      Path workspace, List<AudienceConfig> audiences, Lake lake, Contracts contracts, RunLog log) {
    this.files = new AudienceFiles(workspace, audiences);
    this.lake = lake;
    this.contracts = contracts;
    this.log = log;
  }

  @Override
  public TableName output() {
    return ExportBatchJob.TABLE;
  }

  @Override
  public List<String> inputs() {
    return contracts.get(output()).inputs();
  }

  @Override
  public TableResult run(RunContext run) {
    Lake sized =
        lake.forRowsOf(contracts.get(output()).inputs().stream().map(TableName::of).toList());
    sized.spark().sparkContext().setJobGroup(run.runId(), output() + " " + run.window(), false);
    List<ExportedFile> files = this.files.write(table -> read(sized, table), run.window());
    TableResult result =
        new TableJobRunner(lake, contracts, log).run(new ExportBatchJob(files), run);
    TableResult told = withNotes(result, notes(files));
    log.record(run, told);
    return told;
  }

  private List<String> notes(List<ExportedFile> files) {
    List<String> notes = new ArrayList<>();
    files.forEach(file -> notes.add(file.describe()));
    boolean hasMembers = files.stream().anyMatch(file -> file.members() > 0);
    if (hasMembers && !lake.hasRows(TableName.of("silver.consents"))) {
      notes.add(
          "nobody may be contacted, because no consent was ever loaded: configure a source of kind"
              + " consents");
    }
    return notes;
  }

  private static TableResult withNotes(TableResult result, List<String> notes) {
    return new TableResult(
        result.table(),
        result.status(),
        result.rowsIn(),
        result.rowsOut(),
        result.quarantined(),
        result.duplicates(),
        result.seconds(),
        result.version(),
        result.checks(),
        notes);
  }

  private Dataset<Row> read(Lake sized, String table) {
    TableName name = TableName.of(table);
    return sized.exists(name)
        ? sized.read(name)
        : sized.spark().createDataFrame(List.of(), contracts.get(name).schema());
  }
}
