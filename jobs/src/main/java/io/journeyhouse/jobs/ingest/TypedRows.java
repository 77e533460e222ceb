package io.journeyhouse.jobs.ingest;

import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.to_json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Bronze rows of data that has types of its own: mapped columns keep them, others become text. */
final class TypedRows {
  private TypedRows() {}

  /** The mapped columns that are there, named as the mapping names them. */
  static List<StructField> mapped(StructType schema, RawColumns raw) {
    return raw.names().stream()
        .flatMap(
            name ->
                Arrays.stream(schema.fields())
                    .filter(field -> field.name().equalsIgnoreCase(name))
                    .limit(1)
                    .map(field -> Bronze.field(name, field.dataType())))
        .toList();
  }

  /**
   * Rows with bronze's columns.
   *
   * @param file where they are from
   * @param line their numbers in the file, null where rows have none; then the key is made of the
   *     content, and of a number where several rows have the same
   */
  static Dataset<Row> of(
      Dataset<Row> rows,
      StructType schema,
      RawColumns raw,
      Bronze.Stamp stamp,
      Column file,
      @Nullable Column line) {
    List<StructField> mapped = mapped(schema, raw);
    List<Column> columns = new ArrayList<>();
    mapped.forEach(field -> columns.add(column(field.name()).as(field.name())));
    Column hash =
        half(
            to_json(
                struct(
                    Arrays.stream(schema.fields())
                        .sorted(Comparator.comparing(StructField::name))
                        .map(field -> column(field.name()))
                        .toArray(Column[]::new))));
    Column position =
        line == null
            ? concat(hash, lit("#"), row_number().over(Window.partitionBy(hash).orderBy(hash)))
            : line.cast("string");
    Column key = concat(lit(stamp.source() + "/"), file, lit("#"), position);
    columns.add(rest(schema, mapped).as(Bronze.REST));
    columns.add(lit(null).cast("string").as(Bronze.MALFORMED));
    columns.add(half(key).as(Bronze.ROW_KEY));
    columns.add(hash.as(Bronze.ROW_HASH));
    columns.add((line == null ? lit(null) : line).cast("long").as(Bronze.LINE));
    columns.add(file.as(Bronze.SOURCE_FILE));
    columns.add(lit(stamp.ingestedAt()).as(Bronze.INGESTED_AT));
    columns.add(lit(stamp.runId()).as(Bronze.RUN_ID));
    columns.add(lit(stamp.windowEnd()).as(Bronze.WINDOW_END));
    return rows.select(columns.toArray(Column[]::new));
  }

  private static Column half(Column text) {
    return substring(sha2(text.cast("binary"), 256), 1, 32);
  }

  private static Column rest(StructType schema, List<StructField> mapped) {
    List<Column> entries = new ArrayList<>();
    for (StructField field : schema.fields()) {
      if (mapped.stream().noneMatch(used -> used.name().equalsIgnoreCase(field.name()))) {
        entries.add(lit(field.name()));
        entries.add(text(field));
      }
    }
    if (entries.isEmpty()) {
      return lit(null).cast("map<string,string>");
    }
    return functions.map_filter(
        functions.map(entries.toArray(Column[]::new)), (name, value) -> value.isNotNull());
  }

  private static Column text(StructField field) {
    DataType type = field.dataType();
    Column value = column(field.name());
    boolean isNested =
        type instanceof StructType || type instanceof ArrayType || type instanceof MapType;
    return isNested ? to_json(value) : type instanceof StringType ? value : value.cast("string");
  }

  private static Column column(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }
}
