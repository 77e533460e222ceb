package io.journeyhouse.common.lake;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A table of rows as they were received: it has no contract, its columns follow its source, and
 * rows are only added. What a commit notes of itself is made after its rows were written, so that
 * it can hold what reading them has shown.
 */
public final class RawTable {
  private static final Pattern PLAIN = Pattern.compile("[^ ,;{}()\\n\\t=]+");

  private final Lake lake;
  private final TableName name;

  public RawTable(Lake lake, TableName name) {
    this.lake = lake;
    this.name = name;
  }

  /** Whether this attempt or a later one was committed before. */
  public boolean isWritten(Commit commit) {
    return lake.exists(name) && lake.lastAttempt(name, commit.applicationId()) >= commit.attempt();
  }

  /** What the newest commit that added rows noted of itself, empty where there is none. */
  public String lastMetadata() {
    // every note of a commit has this key
    return lake.exists(name) ? lake.userMetadata(name, "application") : "";
  }

  private NewTable newTable(StructType schema, String comment, List<String> statsColumns) {
    Map<String, String> properties = new HashMap<>(NewTable.stats(statsColumns));
    if (!isPlain(Arrays.asList(schema.fields()))) {
      properties.put("delta.columnMapping.mode", "name");
    }
    return new NewTable(comment, schema, List.of(), properties);
  }

  /** Adds the columns that the table lacks, null in the rows that are there. */
  private void evolve(StructType present, StructType wanted) {
    List<StructField> missing = new ArrayList<>();
    for (StructField field : wanted.fields()) {
      StructField there = find(present, field.name());
      if (there == null) {
        missing.add(field);
      } else if (!Cast.canUpCast(field.dataType(), there.dataType())) {
        throw Errors.of(
            ErrorCode.CONTRACT_BREAKING_CHANGE,
            name
                + ": column "
                + field.name()
                + " is "
                + there.dataType().sql()
                + " in the table and "
                + field.dataType().sql()
                + " in the new rows",
            "deliver it as before, or describe the new form as a source of another name");
      }
    }
    if (!missing.isEmpty()) {
      add(missing);
    }
  }

  private void add(List<StructField> columns) {
    String table = "delta.`" + lake.path(name) + "`";
    if (!isPlain(columns)) {
      lake.spark()
          .sql("ALTER TABLE " + table + " SET TBLPROPERTIES ('delta.columnMapping.mode' = 'name')");
    }
    String ddl = columns.stream().map(StructField::toDDL).collect(Collectors.joining(", "));
    lake.spark().sql("ALTER TABLE " + table + " ADD COLUMNS (" + ddl + ")");
  }

  // the names of columns in data files, which Parquet and Delta restrict
  private static boolean isPlain(List<StructField> columns) {
    return columns.stream().allMatch(column -> PLAIN.matcher(column.name()).matches());
  }

  /**
   * Adds rows in one commit, which makes the table where there is none. Columns that the table
   * lacks are added before, null in the rows that are there. A note that cannot be made leaves the
   * rows as they were.
   *
   * @param wanted the columns of the rows
   * @param comment what a row is
   * @param statsColumns columns whose least and greatest values may stand in the table's log
   * @param rows in any order of columns; those that they lack are null
   * @param note makes the commit's metadata, given the number of rows written
   * @return the table's version after it
   */
  public long append(
      StructType wanted,
      String comment,
      List<String> statsColumns,
      Dataset<Row> rows,
      Commit commit,
      LongFunction<String> note) {
    if (isWritten(commit)) {
      return lake.version(name);
    }
    StructType schema = wanted;
    if (lake.exists(name)) {
      evolve(lake.read(name).schema(), wanted);
      schema = lake.read(name).schema();
    }
    return new FileCommit(lake.spark(), lake.snapshot(name))
        .add(newTable(wanted, comment, statsColumns), inOrder(rows, schema), commit, note);
  }

  private static Dataset<Row> inOrder(Dataset<Row> rows, StructType present) {
    StructType given = rows.schema();
    Column[] columns =
        Arrays.stream(present.fields())
            .map(
                field -> {
                  StructField match = find(given, field.name());
                  Column value =
                      match == null ? functions.lit(null) : rows.col(quoted(match.name()));
                  boolean same = match != null && match.dataType().equals(field.dataType());
                  return (same ? value : value.cast(field.dataType())).as(field.name());
                })
            .toArray(Column[]::new);
    return rows.select(columns);
  }

  private static @org.jspecify.annotations.Nullable StructField find(
      StructType schema, String name) {
    for (StructField field : schema.fields()) {
      if (field.name().equalsIgnoreCase(name)) {
        return field;
      }
    }
    return null;
  }

  private static String quoted(String column) {
    return "`" + column.replace("`", "``") + "`";
  }
}
