package io.journeyhouse.jobs.cli;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.jobs.batch.JobDatabase;
import io.journeyhouse.jobs.batch.Lease;
import io.journeyhouse.jobs.batch.Withdrawal;
import io.journeyhouse.jobs.batch.WithdrawalRunner;
import io.journeyhouse.jobs.identity.HeldCustomers;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what a held run would publish, and publishes it where a person says so. */
@Command(
    name = "publish",
    sortOptions = false,
    description = {
      "A run that would change more of the customers than identity.yml allows (publish:) is held: it",
      "publishes nothing and ends with 3. This says what is over a limit and what caused it, and with",
      "--accept lets the run publish all the same; who said so is kept in ops.identity_acceptance."
    },
    footer = {
      "",
      "Examples:",
      "  journeyhouse identity publish -w acme",
      "  journeyhouse identity publish -w acme --accept 2026-04-02 --by \"Ada Grey\"",
      "  journeyhouse run -w acme --date 2026-04-02     goes on from there"
    })
final class IdentityPublishCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final CommonOptions common = new CommonOptions();

  @ArgGroup(exclusive = false)
  private @Nullable Accepted accepted;

  static final class Accepted {
    @Option(
        names = "--accept",
        required = true,
        paramLabel = "RUN",
        description =
            "The business day of the held run; what earlier held runs found goes with it.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String run;

    @Option(
        names = "--by",
        required = true,
        paramLabel = "NAME",
        description = "Who answers for it.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String by;
  }

  IdentityPublishCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (OpenWorkspace open =
            OpenWorkspace.open(common.workspace(), "identity-publish", common.verbose(), console);
        JobDatabase database = JobDatabase.open(open.workspace().repository());
        Lease lease = database.lease(open.workspace().lake())) {
      DateWindow window = unfinished(database, open);
      console.status("looking at what " + window.dates() + " would publish");
      HeldCustomers held = open.heldCustomers();
      HeldCustomers.Report report = held.report(window);
      console.status(null);
      tell(window, report);
      if (accepted != null && !report.broken().isEmpty()) {
        lease.require();
        held.accept(window, accepted.by, Clock.systemUTC().instant(), report);
        LoggerFactory.getLogger(IdentityPublishCommand.class)
            .info("{} was accepted by {}", window.dates(), accepted.by);
        console.good(window.dates() + " may be published; run it again and it goes on from there");
      }
      if (common.json()) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("run", window.lastDate().toString());
        result.put("held_by", report.broken());
        result.put("causes", report.causes());
        result.put("accepted", accepted != null && !report.broken().isEmpty());
        console.result(Json.text(result));
      }
      return 0;
    }
  }

  /** The latest run that is not done, which must be the one that is accepted. */
  private DateWindow unfinished(JobDatabase database, OpenWorkspace open) {
    List<DateWindow> windows = new ArrayList<>(database.unfinished(open.workspace().zone()));
    // it comes before all runs
    WithdrawalRunner.open(database, open.workspace().zone())
        .map(Withdrawal::window)
        .ifPresent(window -> windows.add(0, window));
    if (windows.isEmpty()) {
      throw Errors.of(
          ErrorCode.USAGE,
          "no run is held: all are done",
          "`journeyhouse run` publishes by itself");
    }
    DateWindow latest = windows.get(0);
    if (accepted != null && !latest.lastDate().toString().equals(accepted.run)) {
      throw Errors.of(
          ErrorCode.USAGE,
          "the run to be accepted is that of " + latest.lastDate() + ", not " + accepted.run,
          "see what it would publish: journeyhouse identity publish -w " + common.workspace());
    }
    return latest;
  }

  private void tell(DateWindow window, HeldCustomers.Report report) {
    if (report.broken().isEmpty()) {
      console.good("the run of " + window.dates() + " is not held");
      return;
    }
    console.bad("the customers of " + window.dates() + " are held");
    report.broken().forEach(broken -> console.line("  " + broken));
    HeldLines.tell(console, report);
  }
}
