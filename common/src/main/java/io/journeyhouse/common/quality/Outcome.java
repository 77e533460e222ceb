package io.journeyhouse.common.quality;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import java.util.Set;
import org.apache.spark.sql.Column;

/**
 * Technical columns by which a transform says what becomes of each of its rows. They never reach
 * the table. A row without an outcome is good; any outcome that is not named here is the rule by
 * which the row goes into quarantine.
 */
public final class Outcome {
  /** What becomes of the row. */
  public static final String COLUMN = "_outcome";

  /** Why, in words that hold no value of the row. */
  public static final String REASON = "_reason";

  /** How many more rows said the same as this one: they are counted as duplicates. */
  public static final String COPIES = "_copies";

  /** The same row was there before: counted, not written. */
  public static final String DUPLICATE = "duplicate";

  /** A newer version of the row is there: counted, not written. */
  public static final String SUPERSEDED = "superseded";

  /** Good, and a newer version of a row that is in the table: written over it. */
  public static final String UPDATE = "update";

  static final Set<String> DROPPED = Set.of(DUPLICATE, SUPERSEDED);

  private Outcome() {}

  /** True for rows that go into the table. */
  public static Column accepted() {
    return col(COLUMN).isNull().or(col(COLUMN).equalTo(UPDATE));
  }

  /** True for rows that go into quarantine. */
  public static Column quarantined() {
    return col(COLUMN).isNotNull().and(not(col(COLUMN).isin(DUPLICATE, SUPERSEDED, UPDATE)));
  }
}
