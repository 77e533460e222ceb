package io.journeyhouse.jobs.cli;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.jobs.batch.JobDatabase;
import io.journeyhouse.jobs.batch.Lease;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Learns a new model from the records of a lake. */
@Command(
    name = "train",
    sortOptions = false,
    description = {
      "Learn anew, from the records of the lake, what each field is worth. The model is kept beside",
      "the tables as _models/identity/model-N.json, and the next run compares all records by it. The",
      "first run with enough records learns by itself; after that a model stands until this command:",
      "when sources were added, or fields in identity.yml."
    },
    footer = {"", "Example:", "  journeyhouse identity train -w acme"})
final class IdentityTrainCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final CommonOptions common = new CommonOptions();

  IdentityTrainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (OpenWorkspace open =
        OpenWorkspace.open(common.workspace(), "identity-train", common.verbose(), console)) {
      try (JobDatabase database = JobDatabase.open(open.workspace().repository());
          Lease lease = database.lease(open.workspace().lake())) {
        console.status("learning");
        OptionalInt version = open.identity().train();
        lease.require();
        console.status(null);
        if (version.isEmpty()) {
          throw Errors.of(
              ErrorCode.USAGE,
              "the lake has too few records, or fields to compare, to learn from",
              "run ingest, silver and identity first; identity.yml says how many it takes"
                  + " (min-records) and which fields (compare)");
        }
        console.good(
            "model " + version.getAsInt() + " is learned; the next run compares all records by it");
        if (common.json()) {
          console.result(Json.text(Map.of("model_version", version.getAsInt())));
        }
        return 0;
      }
    }
  }
}
