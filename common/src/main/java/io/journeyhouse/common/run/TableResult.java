package io.journeyhouse.common.run;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.quality.CheckResult;
import java.util.List;

/**
 * What one step did.
 *
 * @param rowsIn rows that the transform looked at (for silver: all bronze rows of the window)
 * @param rowsOut rows written
 * @param version the table's version after the step
 * @param notes things a person should know, such as a new column or a changed file
 */
public record TableResult(
    TableName table,
    Status status,
    long rowsIn,
    long rowsOut,
    long quarantined,
    long duplicates,
    double seconds,
    long version,
    List<CheckResult> checks,
    List<String> notes) {

  /** How a step ended. */
  public enum Status {
    WRITTEN,
    /** A commit of the same table, window and attempt was there already, from before a crash. */
    ALREADY_WRITTEN,
    /** Nothing was to be written. */
    UNCHANGED
  }
}
