package io.journeyhouse.common.quality;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts of a table's new rows by what becomes of them, and the outcome of each rule.
 *
 * @param bySource rows by source and outcome; a table without sources has the one source {@code
 *     ""}, a good row the outcome {@code ""}
 */
public record QualityReport(Map<String, Map<String, Long>> bySource, List<CheckResult> checks) {

  public long rowsIn() {
    return bySource.values().stream()
        .flatMap(outcomes -> outcomes.values().stream())
        .mapToLong(Long::longValue)
        .sum();
  }

  public long accepted() {
    return count("") + count(Outcome.UPDATE);
  }

  public long updates() {
    return count(Outcome.UPDATE);
  }

  /** Rows dropped as exact duplicates or older versions. */
  public long duplicates() {
    return Outcome.DROPPED.stream().mapToLong(this::count).sum();
  }

  public long quarantined() {
    return rowsIn() - accepted() - duplicates();
  }

  /** Names of the rules that stop the run. */
  public List<String> stoppedBy() {
    return checks.stream()
        .filter(check -> check.onFail().equals("stop") && !check.passed())
        .map(CheckResult::rule)
        .toList();
  }

  /** One line for each source whose rows did not all go in. */
  public List<String> notes() {
    return bySource.entrySet().stream()
        .filter(e -> !e.getKey().isEmpty())
        .map(e -> e.getKey() + ": " + describe(new TreeMap<>(e.getValue())))
        .toList();
  }

  private static String describe(Map<String, Long> outcomes) {
    StringBuilder line = new StringBuilder();
    outcomes.forEach(
        (outcome, rows) ->
            line.append(line.isEmpty() ? "" : ", ")
                .append(rows)
                .append(' ')
                .append(outcome.isEmpty() ? "good" : outcome));
    return line.toString();
  }

  private long count(String outcome) {
    return bySource.values().stream()
        .mapToLong(outcomes -> outcomes.getOrDefault(outcome, 0L))
        .sum();
  }
}
