package io.journeyhouse.common.run;

import java.time.Instant;

/**
 * What identifies one run of a pipeline over a window.
 *
 * @param runId the same for a run and its restarts, another for a forced re-run
 * @param attempt 1, and one more for each forced re-run of the same window
 * @param startedAt wall clock of the start, for records only
 */
public record RunContext(
    String runId, String pipeline, DateWindow window, int attempt, Instant startedAt) {

  public static RunContext of(String pipeline, DateWindow window, int attempt, Instant startedAt) {
    return new RunContext(window + "#" + attempt, pipeline, window, attempt, startedAt);
  }
}
