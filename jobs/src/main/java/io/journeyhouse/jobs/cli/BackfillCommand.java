package io.journeyhouse.jobs.cli;

import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.jobs.batch.RunSummary;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Runs a range of business days, in order. */
@Command(
    name = "backfill",
    sortOptions = false,
    description = {
      "Run a range of business days in order: one window, or windows of --chunk days.",
      "Windows that are done are passed over; the first that fails ends it."
    },
    footer = {
      "",
      "Examples:",
      "  journeyhouse backfill -w acme --from 2026-01-01 --to 2026-03-31",
      "  journeyhouse backfill -w acme --from 2026-01-01 --to 2026-03-31 --chunk P7D"
    })
final class BackfillCommand implements Callable<Integer> {
  private final Console console;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec command;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Option(
      names = "--from",
      required = true,
      paramLabel = "YYYY-MM-DD",
      description = "The first business day.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private LocalDate from;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "YYYY-MM-DD",
      description = "The last business day.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private LocalDate to;

  @Option(
      names = "--chunk",
      paramLabel = "PERIOD",
      converter = Periods.class,
      description = "The length of a window, such as P1D, P7D or P1M (default: the whole range).")
  private @Nullable Period chunk;

  BackfillCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (to.isBefore(from)) {
      throw new ParameterException(command.commandLine(), "--to is before --from");
    }
    try (OpenWorkspace workspace =
            OpenWorkspace.open(common.workspace(), "backfill", common.verbose(), console);
        Runs runs = new Runs(workspace, null, console)) {
      List<RunSummary> summaries = new ArrayList<>();
      List<DateWindow> windows = windows(workspace.workspace().zone());
      int exitCode = 0;
      for (int i = 0; i < windows.size() && exitCode == 0; i++) {
        DateWindow window = windows.get(i);
        if (windows.size() > 1) {
          console.heading(
              "window %d of %d: %s to %s"
                  .formatted(i + 1, windows.size(), window.firstDate(), window.lastDate()));
        }
        RunSummary summary = runs.run(window, false);
        summaries.add(summary);
        exitCode = summary.exitCode();
      }
      if (common.json()) {
        console.result(
            "[\n"
                + String.join(",\n", summaries.stream().map(RunSummary::toJson).toList())
                + "]\n");
      }
      return exitCode;
    }
  }

  private List<DateWindow> windows(ZoneId zone) {
    if (chunk == null) {
      return List.of(DateWindow.ofDays(from, to, zone));
    }
    List<DateWindow> windows = new ArrayList<>();
    LocalDate start = from;
    for (int n = 1; !start.isAfter(to); n++) {
      // always counted from the first day, so that months do not drift
      LocalDate next = from.plus(chunk.multipliedBy(n));
      LocalDate last = next.minusDays(1);
      windows.add(DateWindow.ofDays(start, last.isAfter(to) ? to : last, zone));
      start = next;
    }
    return windows;
  }

  /** Reads periods of one day or more. */
  static final class Periods implements ITypeConverter<Period> {
    @Override
    public Period convert(String text) {
      try {
        Period period = Period.parse(text);
        if (period.isNegative() || period.isZero()) {
          throw new TypeConversionException("'" + text + "' is not a day or more");
        }
        return period;
      } catch (DateTimeException e) {
        throw new TypeConversionException("'" + text + "' is no period such as P7D");
      }
    }
  }
}
