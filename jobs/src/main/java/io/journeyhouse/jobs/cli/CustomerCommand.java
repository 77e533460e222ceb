package io.journeyhouse.jobs.cli;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.jobs.customer.LakeCustomers;
import io.journeyhouse.jobs.customer.Meant;
import io.journeyhouse.jobs.customer.Timeline;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what is known of one customer. */
@Command(
    name = "customer",
    sortOptions = false,
    description = {
      "Show what is known of one customer: who it is, by which records and identifiers, and in the",
      "order of time the sessions, orders, tickets, messages, answers, consents, stages and audiences.",
      "Personal data is masked, as the contracts of the tables name it."
    },
    footer = {
      "",
      "Examples:",
      "  journeyhouse customer loyalty:2900100000000 -w demo",
      "  journeyhouse customer c_0123456789abcdef0123456789abcdef -w acme --from 2026-03-01",
      "  journeyhouse customer crm:17 -w acme --limit 20 --json"
    })
final class CustomerCommand implements Callable<Integer> {
  private final Console console;
  private final Clock clock;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec command;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = {
        "A customer (c_...), also one that was merged into another,",
        "an anonymous profile (a_...), or a record as source:id."
      })
  @SuppressWarnings("NullAway.Init") // set by picocli
  private String id;

  @Option(
      names = "--from",
      paramLabel = "YYYY-MM-DD",
      description = "The first business day that is shown.")
  private @Nullable LocalDate from;

  @Option(
      names = "--to",
      paramLabel = "YYYY-MM-DD",
      description = "The last business day that is shown.")
  private @Nullable LocalDate to;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "The most entries, the latest of all (default: ${DEFAULT-VALUE}).")
  private int limit = 200;

  @Option(
      names = "--unmask",
      description = {
        "Show personal data in clear. For users whom the file names that is",
        "unmask-permissions: in workspace.yml; each use is noted in",
        ".journeyhouse/unmasked.jsonl."
      })
  private boolean unmask;

  CustomerCommand(Console console, Clock clock) {
    this.console = console;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    check();
    try (OpenWorkspace open =
        OpenWorkspace.open(common.workspace(), "customer", common.verbose(), console)) {
      String user = unmask ? user() : "";
      if (unmask) {
        open.workspace().unmaskPermissions().require(user);
      }
      console.status("starting Spark");
      LakeCustomers customers = new LakeCustomers(open.lake(), open.contracts());
      Meant who = customers.find(id);
      ZoneId zone = open.workspace().zone();
      Timeline timeline =
          customers.timeline(who, start(from, 0, zone), start(to, 1, zone), limit, unmask);
      if (unmask) {
        new UnmaskLog(open.workspace().stateDir(), clock).note(user, who.id());
      }
      console.status(null);
      TimelineLines.tell(console, who, timeline, zone);
      if (common.json()) {
        console.result(Json.text(TimelineLines.forMachines(who, timeline)));
      }
      return 0;
    }
  }

  private void check() {
    if (limit < 1) {
      throw new ParameterException(command.commandLine(), "--limit must be 1 or more");
    }
    if (from != null && to != null && to.isBefore(from)) {
      throw new ParameterException(command.commandLine(), "--to is before --from");
    }
  }

  private static Optional<Instant> start(@Nullable LocalDate day, int later, ZoneId zone) {
    return Optional.ofNullable(day)
        .map(date -> date.plusDays(later).atStartOfDay(zone).toInstant());
  }

  /** As the operating system knows him: a property of the JVM could say anything. */
  private static String user() {
    return ProcessHandle.current()
        .info()
        .user()
        .orElseThrow(
            () ->
                Errors.of(
                    ErrorCode.UNMASK_REFUSED,
                    "the operating system does not say which user this is",
                    "leave --unmask out, or run it as a user with a name"));
  }
}
