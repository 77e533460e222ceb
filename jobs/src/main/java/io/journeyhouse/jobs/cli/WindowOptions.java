package io.journeyhouse.jobs.cli;

import io.journeyhouse.common.run.DateWindow;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which business days: one, or a range as one window. */
final class WindowOptions {
  @Spec(Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec command;

  @Option(names = "--date", paramLabel = "YYYY-MM-DD", description = "The business day.")
  private @Nullable LocalDate date;

  @Option(
      names = "--from",
      paramLabel = "YYYY-MM-DD",
      description = "The first business day of a range that is one window.")
  private @Nullable LocalDate from;

  @Option(names = "--to", paramLabel = "YYYY-MM-DD", description = "The range's last business day.")
  private @Nullable LocalDate to;

  /** Refuses what names no window. */
  void check() {
    if (date != null && (from != null || to != null)) {
      throw wrong("--date and --from/--to exclude each other");
    }
    if (date == null && (from == null || to == null)) {
      throw wrong(
          from == null && to == null
              ? "which business day? --date YYYY-MM-DD is missing"
              : "--from and --to go together");
    }
    if (from != null && to != null && to.isBefore(from)) {
      throw wrong("--to is before --from");
    }
  }

  /** Whether one day is named. */
  boolean isDay() {
    return date != null;
  }

  DateWindow window(ZoneId zone) {
    check();
    if (date != null) {
      return DateWindow.ofDay(date, zone);
    }
    if (from == null || to == null) {
      throw wrong("--from and --to go together");
    }
    return DateWindow.ofDays(from, to, zone);
  }

  private ParameterException wrong(String problem) {
    return new ParameterException(command.commandLine(), problem);
  }
}
