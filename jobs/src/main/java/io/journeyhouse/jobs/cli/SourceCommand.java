package io.journeyhouse.jobs.cli;

import io.journeyhouse.jobs.batch.RunSummary;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes back a file that should not have been loaded as it was. */
@Command(
    name = "source",
    sortOptions = false,
    description = {
      "Take back a loaded file, and restate all tables as if it had never been delivered:",
      "retract leaves it out for good, replace loads what the file holds now in its place.",
      "After a failure the same command, or the next run, goes on where it stopped."
    },
    footer = {
      "",
      "Examples:",
      "  journeyhouse source retract -w acme data/crm/customers-2026-03-05.csv",
      "  journeyhouse source replace -w acme data/store/receipts-2026-03-05.csv --source store",
      "  journeyhouse sql -w acme -e \"select source, path, withdrawn_by from ops.landed_file\""
    })
final class SourceCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(index = "0", paramLabel = "ACTION", description = "${COMPLETION-CANDIDATES}.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private Action action;

  @Parameters(
      index = "1",
      paramLabel = "FILE",
      description = "Its path as ops.landed_file names it, or absolute.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private String file;

  @Option(
      names = "--source",
      paramLabel = "NAME",
      description = "The source, where several have loaded a file of this path.")
  private @Nullable String source;

  /** What becomes of the file. */
  enum Action {
    retract,
    replace
  }

  SourceCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (OpenWorkspace workspace =
            OpenWorkspace.open(common.workspace(), "source", common.verbose(), console);
        Runs runs = new Runs(workspace, null, console)) {
      RunSummary summary = runs.withdraw(file, source, action == Action.replace);
      if (common.json()) {
        console.result(summary.toJson());
      }
      return summary.exitCode();
    }
  }
}
