package io.journeyhouse.jobs.matching;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;

/** A whole name, taken apart. */
public final class FullName {
  private FullName() {}

  /** What stands before the last word, or after a comma. */
  public static Column givenName(Column name) {
    return nullif(
        trim(
            when(name.contains(","), regexp_extract(name, ",(.*)$", 1))
                .otherwise(regexp_extract(name, "^(.*)\\s\\S+$", 1))),
        lit(""));
  }

  /** The last word, or what stands before a comma. */
  public static Column surname(Column name) {
    return nullif(
        trim(
            when(name.contains(","), regexp_extract(name, "^([^,]*),", 1))
                .otherwise(regexp_extract(name, "(\\S+)$", 1))),
        lit(""));
  }
}
