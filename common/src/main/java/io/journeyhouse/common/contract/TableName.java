package io.journeyhouse.common.contract;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import java.util.regex.Pattern;

/**
 * A table's name, {@code layer.table}. Also the name of its folder, its step and its anchor in the
 * docs.
 */
public record TableName(String layer, String table) implements Comparable<TableName> {
  private static final Pattern PART = Pattern.compile("[a-z][a-z0-9_]*");

  public TableName {
    if (!PART.matcher(layer).matches() || !PART.matcher(table).matches()) {
      throw Errors.of(
          ErrorCode.CONTRACT_INVALID,
          "'" + layer + "." + table + "' is no table name",
          "write it as layer.table, both parts lower case letters, digits and underscores");
    }
  }

  /** Parses {@code layer.table}. */
  public static TableName of(String name) {
    int dot = name.indexOf('.');
    return dot < 0
        ? new TableName(name, "")
        : new TableName(name.substring(0, dot), name.substring(dot + 1));
  }

  @Override
  public int compareTo(TableName other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return layer + "." + table;
  }
}
