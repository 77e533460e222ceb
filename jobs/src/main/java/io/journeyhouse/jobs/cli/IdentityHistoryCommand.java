package io.journeyhouse.jobs.cli;

import io.journeyhouse.jobs.identity.IdentityHistory;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells what became of a customer's id, run by run. */
@Command(
    name = "history",
    sortOptions = false,
    description = {
      "Tell what became of a customer's id: when it was made, grew or shrank, was merged, split,",
      "revived or retired, by which run and model, and which records it has; with --on as it was",
      "known at the end of a business day."
    },
    footer = {
      "",
      "Examples:",
      "  journeyhouse identity history c_3f2a9c0d1e4b5a69788796a5b4c3d2e1 -w acme",
      "  journeyhouse identity history crm:1643403033 -w acme --on 2026-03-31"
    })
final class IdentityHistoryCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(
      paramLabel = "ID",
      description = "A customer's id, or a record of the customer as source:id.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private String id;

  @Option(
      names = "--on",
      paramLabel = "YYYY-MM-DD",
      description = "As known after this business day's run (default: now).")
  private @Nullable LocalDate day;

  IdentityHistoryCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (OpenWorkspace open =
        OpenWorkspace.open(common.workspace(), "identity-history", common.verbose(), console)) {
      ZoneId zone = open.workspace().zone();
      console.status("starting Spark");
      IdentityHistory.Known known =
          new IdentityHistory(open.lake(), open.contracts()).of(id, at(zone));
      console.status(null);
      console.good(known.id());
      known.leadsTo().ifPresent(other -> console.line("leads to " + other));
      known.events().forEach(event -> console.line(line(event, zone)));
      console.line("records: " + String.join(", ", known.records()));
      if (common.json()) {
        console.result(Json.text(known));
      }
      return 0;
    }
  }

  /** The end of the day; of no day a time after all windows. */
  private Instant at(ZoneId zone) {
    return day == null
        ? Instant.parse("9999-01-01T00:00:00Z")
        : day.plusDays(1).atStartOfDay(zone).toInstant();
  }

  private static String line(IdentityHistory.Event event, ZoneId zone) {
    LocalDate run = event.at().minusMillis(1).atZone(zone).toLocalDate();
    return "%s  %-8s %d -> %d records%s%s"
        .formatted(
            run,
            event.event(),
            event.recordsBefore(),
            event.records(),
            event.other() == null
                ? ""
                : ", " + (event.event().equals("merged") ? "into " : "from ") + event.other(),
            event.model() == null ? "" : ", model " + event.model());
  }
}
