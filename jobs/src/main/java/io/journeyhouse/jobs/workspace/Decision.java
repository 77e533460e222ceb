package io.journeyhouse.jobs.workspace;

import java.time.LocalDate;
import java.util.Locale;

/**
 * What a steward decided, a line of {@code identity/decisions.csv}.
 *
 * @param left the smaller key of two records; for a blocked value its type and hash, {@code
 *     type:hash}
 * @param right the larger key; empty for a blocked value
 * @param by who decided
 * @param where file and line
 */
public record Decision(
    Action action,
    String left,
    String right,
    String by,
    LocalDate at,
    String reason,
    String where) {

  /** What is decided. */
  public enum Action {
    /** Two records are of one person. */
    MERGE,
    /** Two records are of two people. */
    SPLIT,
    /** A value names nobody. */
    BLOCK_VALUE;

    /** The word in files and tables. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
