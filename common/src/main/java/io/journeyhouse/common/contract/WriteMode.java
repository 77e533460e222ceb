package io.journeyhouse.common.contract;

/** How a job's rows go into its table. */
public enum WriteMode {
  /** Rows are added. */
  APPEND,
  /** All rows whose {@code column} lies in the window are replaced. */
  REPLACE_WINDOW,
  /** Rows are upserted by the contract's key; on equal keys the larger version wins. */
  MERGE,
  /** Versions of a key: a changed row closes the open version and opens a new one. */
  SCD2,
  /** All rows of a set of keys are replaced, in one commit. */
  REPLACE_KEYS
}
