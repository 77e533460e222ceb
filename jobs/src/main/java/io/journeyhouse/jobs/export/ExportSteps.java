package io.journeyhouse.jobs.export;

import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.run.RunLog;
import io.journeyhouse.common.run.TableStep;
import io.journeyhouse.jobs.workspace.Workspace;
import java.util.List;

/** The steps of the export pipeline. */
public final class ExportSteps {
  private ExportSteps() {}

  /** The tables that the steps write; none where a workspace has no audiences. */
  public static List<TableName> tables(Workspace workspace) {
    return workspace.audiences().isEmpty() ? List.of() : List.of(ExportBatchJob.TABLE);
  }

  /** The steps for a workspace's audiences; none where it has none. */
  public static List<TableStep> all(
      Workspace workspace, Lake lake, Contracts contracts, RunLog log) {
    return workspace.audiences().isEmpty()
        ? List.of()
        : List.of(new ExportStep(workspace.dir(), workspace.audiences(), lake, contracts, log));
  }
}
