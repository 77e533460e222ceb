package io.journeyhouse.jobs.cli;

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
      "The same command after a failure goes on where it stopped; after success it does nothing."
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

  RunCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    days.check();
    try (OpenWorkspace workspace =
        OpenWorkspace.open(common.workspace(), "run", common.verbose(), console)) {
      DateWindow window = days.window(workspace.workspace().zone());
      try (Runs runs = new Runs(workspace, pipeline, console)) {
        RunSummary summary = runs.run(window, rerun);
        if (common.json()) {
          console.result(summary.toJson());
        }
        return summary.exitCode();
      }
    }
  }
}
