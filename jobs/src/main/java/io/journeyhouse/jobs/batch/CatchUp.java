package io.journeyhouse.jobs.batch;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.run.DateWindow;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The days between the last one that was done and the one that a run is for. */
public final class CatchUp {
  private CatchUp() {}

  /**
   * The windows that a run has to do first, in order: those that were started and not done as they
   * were, else a day each. None where no pipeline was ever done before.
   *
   * @param pipelines names of those that the run is of; the one that is furthest behind counts
   */
  public static List<DateWindow> before(
      JobDatabase database, Collection<String> pipelines, DateWindow window) {
    JobHistory history = new JobHistory(database);
    Instant done =
        pipelines.stream()
            .map(pipeline -> history.doneUpTo(pipeline, window.from()))
            .flatMap(Optional::stream)
            .min(Instant::compareTo)
            .orElse(window.from());
    List<DateWindow> started = database.unfinished(window.zone());
    List<DateWindow> missed = new ArrayList<>();
    while (done.isBefore(window.from())) {
      DateWindow next = next(done, window, started);
      missed.add(next);
      done = next.to();
    }
    return missed;
  }

  private static DateWindow next(Instant from, DateWindow window, List<DateWindow> started) {
    ZoneId zone = window.zone();
    Instant midnight = from.atZone(zone).toLocalDate().plusDays(1).atStartOfDay(zone).toInstant();
    Instant to = midnight.isBefore(window.from()) ? midnight : window.from();
    return started.stream()
        .filter(one -> one.from().equals(from) && !one.to().isAfter(window.from()))
        .findFirst()
        .orElseGet(() -> new DateWindow(from, to, zone));
  }

  /**
   * Refuses a run that would do more than a night's work unasked.
   *
   * @param most how many windows may be done first
   * @param workspace as the command names it
   */
  public static void refuseMoreThan(int most, List<DateWindow> missed, Object workspace) {
    if (missed.size() > most) {
      DateWindow first = missed.get(0);
      DateWindow last = missed.get(missed.size() - 1);
      throw Errors.of(
          ErrorCode.TOO_MANY_DATES_MISSED,
          "%d business days were never done, %s to %s; max-catch-up: %d are done unasked"
              .formatted(missed.size(), first.firstDate(), last.lastDate(), most),
          "do them, then run the same command again: journeyhouse backfill -w %s --from %s --to %s --chunk P1D"
              .formatted(workspace, first.firstDate(), last.lastDate()));
    }
  }
}
