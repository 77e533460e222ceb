package io.journeyhouse.jobs.cli;

import io.journeyhouse.jobs.batch.JobDatabase;
import io.journeyhouse.jobs.batch.Lease;
import io.journeyhouse.jobs.workspace.Workspace;
import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tidies up after a run that was killed. */
@Command(
    name = "recover",
    sortOptions = false,
    description = {
      "Tidy up after a run that was killed: free its place, record what it had done, remove",
      "half-written files. A run does the same by itself; nothing that is done is undone."
    },
    footer = {"", "Example:", "  journeyhouse recover -w acme"})
final class RecoverCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final CommonOptions common = new CommonOptions();

  RecoverCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    try (OpenWorkspace open =
        OpenWorkspace.open(common.workspace(), "recover", common.verbose(), console)) {
      Workspace workspace = open.workspace();
      try (JobDatabase database = JobDatabase.open(workspace.repository());
          Lease lease = database.lease(workspace.lake())) {
        List<String> did = Leftovers.tidy(open, lease);
        did.addAll(unfinished(database, workspace.zone()));
        if (did.isEmpty()) {
          did.add("there was nothing to tidy up");
        }
        did.forEach(console::line);
        if (common.json()) {
          console.result(Json.text(did));
        }
        return 0;
      }
    }
  }

  private static List<String> unfinished(JobDatabase database, ZoneId zone) {
    return database.unfinished(zone).stream()
        .map(
            window ->
                "not finished: %s to %s; the same run command goes on with it"
                    .formatted(window.firstDate(), window.lastDate()))
        .toList();
  }
}
