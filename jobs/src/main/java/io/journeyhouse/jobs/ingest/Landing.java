package io.journeyhouse.jobs.ingest;

import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.RunLog;
import io.journeyhouse.common.run.TableStep;
import io.journeyhouse.jobs.workspace.SourceConfig;
import io.journeyhouse.jobs.workspace.Workspace;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/** From what sources deliver to the bronze tables, each file and each row of a database once. */
public final class Landing {
  private static final Instant FAR = Instant.parse("2200-01-01T00:00:00Z");

  private Landing() {}

  /** One step for each source of a workspace; they do not depend on one another. */
  public static List<TableStep> steps(
      Workspace workspace, Lake lake, Contracts contracts, RunLog log) {
    LandedFiles landed = new LandedFiles(lake, contracts, log);
    return workspace.sources().stream()
        .<TableStep>map(
            source ->
                new LandingStep(
                    source,
                    source.expected(),
                    reader(workspace, source, lake, contracts),
                    lake,
                    log,
                    landed))
        .toList();
  }

  /**
   * Reads one file through and loads nothing.
   *
   * @throws io.journeyhouse.common.error.JourneyhouseException where it could not be loaded
   */
  public static void tryOut(
      Workspace workspace,
      SourceConfig source,
      String path,
      Lake lake,
      Contracts contracts,
      RunLog log) {
    landing(workspace, source, path, lake, contracts, log)
        .tryOut(new DateWindow(Instant.EPOCH, FAR, workspace.zone()));
  }

  /** The step that loads one file of a source and no other. */
  public static TableStep step(
      Workspace workspace,
      SourceConfig source,
      String path,
      Lake lake,
      Contracts contracts,
      RunLog log) {
    return landing(workspace, source, path, lake, contracts, log);
  }

  private static LandingStep landing(
      Workspace workspace,
      SourceConfig source,
      String path,
      Lake lake,
      Contracts contracts,
      RunLog log) {
    RawColumns raw = RawColumns.of(source, contracts);
    SourceReader reader =
        new FileSourceReader(lake.spark(), source, workspace.dir(), raw, path::equals);
    return new LandingStep(source, null, reader, lake, log, new LandedFiles(lake, contracts, log));
  }

  /**
   * The names of a source's files up to a date of delivery; none for {@code jdbc}. Needs no Spark.
   */
  public static List<String> files(Workspace workspace, SourceConfig source, LocalDate last) {
    if (source.path() == null) {
      return List.of();
    }
    try {
      return new FileSearch(source, workspace.dir())
          .upTo(last, new Configuration(), new ArrayList<>()).stream()
              .map(SourceFile::path)
              .toList();
    } catch (IOException e) {
      throw Errors.of(
          ErrorCode.SOURCE_UNREADABLE,
          source.where() + ": the files of " + source.path() + " cannot be listed",
          "check the address and the right to read it",
          e);
    }
  }

  /** The names of the files that a run over a window would load, by the table they go to. */
  public static Map<TableName, List<String>> pendingFiles(
      Workspace workspace, Lake lake, Contracts contracts, RunLog log, DateWindow window) {
    LandedFiles landed = new LandedFiles(lake, contracts, log);
    Map<TableName, List<String>> pending = new HashMap<>();
    for (SourceConfig source : workspace.sources()) {
      Set<String> loaded = landed.of(source.name()).files().keySet();
      pending.put(
          source.bronze(),
          files(workspace, source, window.lastDate()).stream()
              .filter(file -> !loaded.contains(file))
              .toList());
    }
    return pending;
  }

  private static SourceReader reader(
      Workspace workspace, SourceConfig source, Lake lake, Contracts contracts) {
    RawColumns raw = RawColumns.of(source, contracts);
    return switch (source.format()) {
      case JDBC -> new JdbcSourceReader(lake.spark(), source, raw);
      case CSV, JSON, PARQUET ->
          new FileSourceReader(lake.spark(), source, workspace.dir(), raw, path -> true);
    };
  }
}
