package io.journeyhouse.jobs.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.contract.TableContract;
import io.journeyhouse.common.quality.Outcome;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.common.sql.ExpressionGuard;
import io.journeyhouse.jobs.workspace.SourceConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A source's expressions, evaluated over its raw rows and cast to the types of contracts.
 *
 * @param columns canonical column to expression
 * @param identifiers type of identifier to expression
 */
record Mapping(SourceConfig source, Map<String, String> columns, Map<String, String> identifiers) {
  private static final String MALFORMED = "malformed";
  private static final String VALUE = "_value_";
  private static final String IDENTIFIER = "_identifier_";

  /** Columns that every bronze row has beside its own. */
  static final List<String> TECHNICAL =
      List.of("_rest", "_malformed", "_row_key", "_row_hash", "_line", "_source_file");

  static Mapping of(SourceConfig source) {
    return new Mapping(source, source.columns(), source.identifiers());
  }

  /** The source's raw rows that runs of the window loaded. */
  static Dataset<Row> loaded(SourceConfig source, Tables tables, DateWindow window) {
    return tables.read(source.bronze().toString()).where(window.loaded(col("_window_end")));
  }

  /**
   * The rows in the columns of the contracts (null where nothing is mapped), with what becomes of
   * them so far: {@code malformed}, or {@code type:<column>} for the first value that does not fit.
   */
  Dataset<Row> typed(Dataset<Row> bronze, DateWindow window, TableContract... contracts) {
    return converted(evaluated(bronze), window, contracts);
  }

  /**
   * As {@link #typed}, of raw rows that say the same in all mapped columns only the first, with
   * {@link Outcome#COPIES}: what is said again and again is worked out once. Where that cannot be
   * used, quarantine names the first row, and the others count as its duplicates.
   */
  Dataset<Row> typedOnce(Dataset<Row> bronze, DateWindow window, TableContract... contracts) {
    return converted(once(evaluated(bronze)), window, contracts);
  }

  private static Dataset<Row> once(Dataset<Row> raw) {
    List<String> ofRow = TECHNICAL.stream().filter(name -> !name.equals("_malformed")).toList();
    Column[] said =
        Arrays.stream(raw.columns())
            .filter(name -> !ofRow.contains(name))
            .map(functions::col)
            .toArray(Column[]::new);
    List<Column> first = new ArrayList<>(List.of(said));
    ofRow.forEach(
        name -> first.add(name.equals("_rest") ? rest(raw) : col("first." + name).as(name)));
    first.add(col(Outcome.COPIES));
    return raw.groupBy(said)
        .agg(
            min(struct("_row_key", "_row_hash", "_line", "_source_file")).as("first"),
            count(lit(1)).minus(1).as(Outcome.COPIES))
        .select(first.toArray(Column[]::new));
  }

  private static Column rest(Dataset<Row> raw) {
    return lit(null).cast(raw.schema().apply("_rest").dataType()).as("_rest");
  }

  private Dataset<Row> converted(Dataset<Row> raw, DateWindow window, TableContract... contracts) {
    StructType given = raw.schema();
    Conversion conversion = new Conversion(source.zone());
    Map<String, Column> selected = new LinkedHashMap<>();
    Column outcome = when(col("_malformed").isNotNull(), MALFORMED);
    Column reason = when(col("_malformed").isNotNull(), col("_malformed"));
    for (TableContract contract : contracts) {
      for (io.journeyhouse.common.contract.Column column : contract.columns()) {
        String name = column.name();
        if (selected.containsKey(name)) {
          continue;
        }
        if (!columns.containsKey(name)) {
          selected.put(name, lit(null).cast(column.type()).as(name));
          continue;
        }
        DataType from = given.apply(VALUE + name).dataType();
        Column value = col(VALUE + name);
        selected.put(name, conversion.convert(value, from, column.type()).as(name));
        if (Conversion.canFail(from, column.type())) {
          Column failed = Conversion.isGiven(value, from).and(col(name).isNull());
          outcome = outcome.when(failed, "type:" + name);
          reason = reason.when(failed, "is no " + column.type().simpleString());
        }
      }
    }
    selected.put("identifiers", identifierList(given).as("identifiers"));
    selected.put("source", lit(source.name()).as("source"));
    selected.put("_source_row_key", col("_row_key").as("_source_row_key"));
    selected.put("_row_hash", col("_row_hash"));
    selected.put("_window_end", window.end().as("_window_end"));
    if (Arrays.asList(raw.columns()).contains(Outcome.COPIES)) {
      selected.put(Outcome.COPIES, col(Outcome.COPIES));
    }
    Column[] results = selected.keySet().stream().map(c -> col(c)).toArray(Column[]::new);
    List<Column> kept = new ArrayList<>(selected.values());
    columns.keySet().forEach(name -> kept.add(col(VALUE + name)));
    List.of("_malformed", "_rest", "_line", "_source_file").forEach(name -> kept.add(col(name)));
    return raw.select(kept.toArray(Column[]::new))
        .select(
            concat(
                results,
                col("_rest"),
                col("_line"),
                col("_source_file"),
                outcome.as(Outcome.COLUMN),
                reason.as(Outcome.REASON)));
  }

  /**
   * Raw rows whose text column has one of some values.
   *
   * @param values one column of that name
   */
  Dataset<Row> having(Dataset<Row> bronze, String column, Dataset<Row> values) {
    Dataset<Row> raw = withAllUsed(bronze);
    Column value = expr(columns.getOrDefault(column, "null"));
    DataType from = raw.select(value).schema().apply(0).dataType();
    Column text = new Conversion(source.zone()).convert(value, from, DataTypes.StringType);
    return raw.withColumn(VALUE + column, text)
        .join(
            values.withColumnRenamed(column, VALUE + column),
            new String[] {VALUE + column},
            "left_semi")
        .drop(VALUE + column);
  }

  private Dataset<Row> evaluated(Dataset<Row> bronze) {
    List<Column> values = new ArrayList<>();
    columns.forEach((name, sql) -> values.add(expr(sql).as(VALUE + name)));
    identifiers.forEach((type, sql) -> values.add(expr(sql).as(IDENTIFIER + type)));
    TECHNICAL.forEach(name -> values.add(col(name)));
    return withAllUsed(bronze).select(values.toArray(Column[]::new));
  }

  /** A column that a mapping came to use after its rows were loaded is null in them. */
  private Dataset<Row> withAllUsed(Dataset<Row> bronze) {
    TreeSet<String> present = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    present.addAll(Arrays.asList(bronze.columns()));
    Map<String, Column> missing = new LinkedHashMap<>();
    List<String> expressions = new ArrayList<>(columns.values());
    expressions.addAll(identifiers.values());
    for (String sql : expressions) {
      for (String name : ExpressionGuard.check(source.where(), sql, null)) {
        if (present.add(name)) {
          missing.put(name, lit(null).cast(DataTypes.StringType));
        }
      }
    }
    return missing.isEmpty() ? bronze : bronze.withColumns(missing);
  }

  private Column identifierList(StructType given) {
    Map<String, Column> values = new LinkedHashMap<>();
    Map<String, DataType> types = new LinkedHashMap<>();
    for (String type : identifiers.keySet()) {
      values.put(type, col(IDENTIFIER + type));
      types.put(type, given.apply(IDENTIFIER + type).dataType());
    }
    return coalesce(Identifiers.of(values, types, source.country()), Identifiers.none());
  }

  private static Column[] concat(Column[] first, Column... more) {
    Column[] all = Arrays.copyOf(first, first.length + more.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return all;
  }
}
