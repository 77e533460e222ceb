package io.journeyhouse.common.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule over a table's new rows: either a boolean SQL expression that must not be false, or
 * columns that must be unique.
 */
public record Expectation(String name, @Nullable String sql, List<String> unique, OnFail onFail) {

  /** What happens to rows, or to the run, when the rule does not hold. */
  public enum OnFail {
    WARN,
    QUARANTINE,
    STOP
  }
}
