package io.journeyhouse.common.quality;

/**
 * The outcome of one rule over a table's new rows.
 *
 * @param onFail warn, quarantine or stop
 * @param failed number of rows that broke the rule
 */
public record CheckResult(String rule, String onFail, long rows, long failed) {
  public boolean passed() {
    return failed == 0;
  }
}
