package io.journeyhouse.jobs.batch;

import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.run.RunLog;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.TableJobRunner;
import io.journeyhouse.common.run.TableStep;
import io.journeyhouse.jobs.attribution.AttributionJobs;
import io.journeyhouse.jobs.audience.AudienceJobs;
import io.journeyhouse.jobs.export.ExportSteps;
import io.journeyhouse.jobs.identity.IdentityJobs;
import io.journeyhouse.jobs.ingest.Landing;
import io.journeyhouse.jobs.ingest.SilverJobs;
import io.journeyhouse.jobs.journey.JourneyJobs;
import io.journeyhouse.jobs.workspace.SourceConfig;
import io.journeyhouse.jobs.workspace.Workspace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The pipelines of a workspace: what is configured, and what follows from it. */
public final class Pipelines {
  private Pipelines() {}

  /** Every pipeline that has steps, in the order in which people think of them. */
  public static List<Pipeline> all(
      Workspace workspace, Lake lake, Contracts contracts, RunLog log) {
    TableJobRunner runner = new TableJobRunner(lake, contracts, log);
    List<Pipeline> all = new ArrayList<>();
    // to land a row is to read and write it, with nothing in between to generate code for
    add(all, "ingest", Landing.steps(workspace, lake.forFewRows(), contracts, log));
    jobs(workspace)
        .forEach((name, jobs) -> add(all, name, jobs.stream().map(runner::step).toList()));
    add(all, "export", ExportSteps.all(workspace, lake, contracts, log));
    return all;
  }

  /** The names of the pipelines that have tables, in the same order. Needs no Spark. */
  public static List<String> names(Workspace workspace) {
    return List.copyOf(tables(workspace).keySet());
  }

  /** The tables of each pipeline that has any, in the same order. Needs no Spark. */
  static Map<String, List<TableName>> tables(Workspace workspace) {
    Map<String, List<TableName>> tables = new LinkedHashMap<>();
    tables.put("ingest", workspace.sources().stream().map(SourceConfig::bronze).toList());
    jobs(workspace)
        .forEach((name, jobs) -> tables.put(name, jobs.stream().map(TableJob::output).toList()));
    tables.put("export", ExportSteps.tables(workspace));
    tables.values().removeIf(List::isEmpty);
    return tables;
  }

  /** Refuses settings that only the jobs can judge. Needs no Spark. */
  public static void check(Workspace workspace) {
    jobs(workspace);
  }

  private static Map<String, List<TableJob>> jobs(Workspace workspace) {
    boolean hasOrders =
        workspace.sources().stream().anyMatch(source -> source.kind() == SourceConfig.Kind.POS);
    Map<String, List<TableJob>> jobs = new LinkedHashMap<>();
    jobs.put("silver", SilverJobs.all(workspace.sources(), workspace.zone()));
    jobs.put("identity", IdentityJobs.all(workspace.identity(), workspace.lake()));
    jobs.put("journey", JourneyJobs.all(workspace.journey(), workspace.channels(), hasOrders));
    jobs.put("attribution", AttributionJobs.all(workspace.journey()));
    jobs.put("audience", AudienceJobs.all(workspace.audiences()));
    return jobs;
  }

  private static void add(List<Pipeline> all, String name, List<TableStep> steps) {
    if (!steps.isEmpty()) {
      all.add(new Pipeline(name, steps));
    }
  }
}
