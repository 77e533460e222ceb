package io.journeyhouse.jobs.ingest;

import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.run.RunLog;
import io.journeyhouse.common.run.TableStep;
import io.journeyhouse.jobs.workspace.SourceConfig;
import io.journeyhouse.jobs.workspace.Workspace;
import java.util.List;

/** From what sources deliver to the bronze tables, each file and each row of a database once. */
public final class Landing {
  private Landing() {}

  /** One step for each source of a workspace; they do not depend on one another. */
  public static List<TableStep> steps(
      Workspace workspace, Lake lake, Contracts contracts, RunLog log) {
    LandedFiles landed = new LandedFiles(lake, log);
    return workspace.sources().stream()
        .<TableStep>map(
            source ->
                new LandingStep(
                    source, reader(workspace, source, lake, contracts), lake, log, landed))
        .toList();
  }

  private static SourceReader reader(
      Workspace workspace, SourceConfig source, Lake lake, Contracts contracts) {
    RawColumns raw = RawColumns.of(source, contracts);
    return switch (source.format()) {
      case JDBC -> new JdbcSourceReader(lake.spark(), source, raw);
      case CSV, JSON, PARQUET -> new FileSourceReader(lake.spark(), source, workspace.dir(), raw);
    };
  }
}
