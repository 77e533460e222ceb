package io.journeyhouse.jobs.cli;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.jobs.batch.RunSummary;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Brings all tables up to date for a window. */
@Command(
    name = "run",
    sortOptions = false,
    description = {
      "Bring all tables up to date for a business day, or for a range as one window.",
      "The same command after a failure goes on where it stopped; after success it does nothing.",
      "Business days between the last one done and --date are done first, in order, at most",
      "max-catch-up: of workspace.yml."
    },
    footer = {
      "",
      "Examples:",
      "  journeyhouse run -w acme --date 2026-04-01",
      "  journeyhouse run -w acme --from 2026-01-01 --to 2026-03-31",
      "  journeyhouse run -w acme --date 2026-04-01 --pipeline audience --rerun"
    })
final class RunCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final WindowOptions days = new WindowOptions();

  @Option(
      names = "--pipeline",
      paramLabel = "NAME",
      description =
          "Only this one: ingest, silver, identity, journey, attribution, audience or export.")
  private @Nullable String pipeline;

  @Option(names = "--rerun", description = "Do it again although it is done.")
  private boolean rerun;

  @Option(
      names = "--contract-hash",
      paramLabel = "HASH",
      description = "End with 4 where the contracts are others than a scheduler's manifest says.")
  private @Nullable String contractHash;

  RunCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    days.check();
    try (OpenWorkspace workspace =
        OpenWorkspace.open(common.workspace(), "run", common.verbose(), console)) {
      requireContracts(workspace.contracts().hash());
      DateWindow window = days.window(workspace.workspace().zone());
      try (Runs runs = new Runs(workspace, pipeline, console)) {
        RunSummary summary = days.isDay() ? runs.runDay(window, rerun) : runs.run(window, rerun);
        if (common.json()) {
          console.result(summary.toJson());
        }
        return summary.exitCode();
      }
    }
  }

  private void requireContracts(String present) {
    if (contractHash != null && !contractHash.equals(present)) {
      throw Errors.of(
          ErrorCode.MANIFEST_OUTDATED,
          "the scheduler's manifest is of the contracts "
              + contractHash
              + ", this command has "
              + present,
          "write it anew and deploy it: journeyhouse plan -w "
              + common.workspace()
              + " --manifest airflow/include/manifest.json");
    }
  }
}
