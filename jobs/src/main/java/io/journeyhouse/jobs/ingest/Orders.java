package io.journeyhouse.jobs.ingest;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.flatten;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.shiftrightunsigned;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.journeyhouse.common.contract.TableContract;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.quality.ExpectationRunner;
import io.journeyhouse.common.quality.Outcome;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.workspace.CanonicalColumns;
import io.journeyhouse.jobs.workspace.SourceConfig;
import io.journeyhouse.jobs.workspace.SourceConfig.Grain;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Orders and their lines. A return's sums and quantities are negative, whichever sign the source
 * gives them.
 */
final class Orders {
  private static final TableContract ORDERS =
      CanonicalColumns.contract(TableName.of("silver.orders"));
  private static final TableContract LINES =
      CanonicalColumns.contract(TableName.of("silver.order_lines"));
  private static final DataType MONEY = DataTypes.createDecimalType(18, 2);
  private static final List<String> SUMS = List.of("gross", "discount", "tax", "net");
  private static final String SALE = "sale";
  private static final String RETURN = "return";

  private Orders() {}

  /** Whether orders come of a source: of lines that belong to another's receipts none do. */
  static boolean hasOrders(SourceConfig source) {
    return source.receipts() == null;
  }

  static Dataset<Row> orders(
      SourceConfig source, Tables tables, DateWindow window, ZoneId businessZone) {
    Dataset<Row> typed =
        source.grain() == Grain.LINE
            ? fromLines(source, tables, window)
            : Mapping.of(source).typed(Mapping.loaded(source, tables, window), window, ORDERS);
    Map<String, Column> worked = new HashMap<>();
    worked.put("order_type", typeOr(col("order_type"), col("net").lt(0)));
    worked.put("currency", Facts.currency(source));
    worked.put("order_date", Facts.businessDay(col("ordered_at"), businessZone));
    return negatedReturns(typed.withColumns(worked), "order_type", SUMS);
  }

  static Dataset<Row> lines(SourceConfig source, Tables tables, DateWindow window) {
    return lines(source, Mapping.loaded(source, tables, window), window, LINES)
        .withColumn("source", lit(source.receipts() == null ? source.name() : source.receipts()));
  }

  /** Typed lines. What a line was sold for is rounded half up where it is worked out. */
  private static Dataset<Row> lines(
      SourceConfig source, Dataset<Row> bronze, DateWindow window, TableContract... contracts) {
    Dataset<Row> typed = Mapping.of(source).typed(bronze, window, contracts);
    Column net = coalesce(col("net"), col("quantity").multiply(col("unit_price")).try_cast(MONEY));
    Column isReturn = coalesce(col("quantity").lt(0), lit(false)).or(col("net").lt(0));
    Dataset<Row> worked =
        typed
            .withColumn("net", net)
            .withColumn("line_type", typeOr(col("line_type"), isReturn))
            .withColumn(
                "line_no",
                coalesce(col("line_no"), shiftrightunsigned(xxhash64(col("_row_hash")), 1)));
    return negatedReturns(worked, "line_type", List.of("quantity", "net"));
  }

  /**
   * Orders put together from their lines: from all that are known by now of each order that the
   * window brought a line of, so that a line that comes late changes the whole order.
   */
  private static Dataset<Row> fromLines(SourceConfig source, Tables tables, DateWindow window) {
    Dataset<Row> own = Mapping.loaded(source, tables, window);
    Dataset<Row> lines;
    if (tables.hasRows(ORDERS.name().toString())) {
      Dataset<Row> known =
          tables.read(source.bronze().toString()).where(col("_window_end").leq(window.end()));
      Dataset<Row> touched = goodLines(source, own, window).select("order_id").distinct();
      lines = goodLines(source, known, window).join(touched, "order_id");
    } else {
      lines = goodLines(source, own, window);
    }
    return putTogether(latest(lines), source, window);
  }

  private static Dataset<Row> goodLines(
      SourceConfig source, Dataset<Row> bronze, DateWindow window) {
    return new ExpectationRunner(LINES)
        .judge(lines(source, bronze, window, LINES, ORDERS))
        .where(Outcome.accepted());
  }

  /** One row a line: of versions of one line that with the larger hash, as in order_lines. */
  private static Dataset<Row> latest(Dataset<Row> lines) {
    Column[] ordered =
        List.of(
                "_row_hash",
                "_source_row_key",
                "_source_file",
                "_line",
                "ordered_at",
                "line_type",
                "order_type",
                "channel",
                "store_id",
                "original_order_id",
                "gross",
                "discount",
                "tax",
                "net",
                "currency",
                "promo_code",
                "identifiers")
            .stream()
            .map(functions::col)
            .toArray(Column[]::new);
    return lines
        .groupBy("order_id", "line_no")
        .agg(max(struct(ordered)).as("line"))
        .select("order_id", "line.*");
  }

  private static Dataset<Row> putTogether(
      Dataset<Row> lines, SourceConfig source, DateWindow window) {
    Column sumOfNet = sum("net").try_cast(MONEY);
    Column isReturn =
        max("line_type").equalTo(min("line_type")).and(min("line_type").equalTo(RETURN));
    return lines
        .groupBy("order_id")
        .agg(
            count(lit(1)).as("line_count"),
            min("ordered_at").as("ordered_at"),
            typeOr(min("order_type"), isReturn.or(sumOfNet.lt(0))).as("order_type"),
            min("channel").as("channel"),
            min("store_id").as("store_id"),
            min("original_order_id").as("original_order_id"),
            sum("gross").try_cast(MONEY).as("gross"),
            sum("discount").try_cast(MONEY).as("discount"),
            sum("tax").try_cast(MONEY).as("tax"),
            sumOfNet.as("net"),
            min("currency").as("currency"),
            min("promo_code").as("promo_code"),
            array_sort(array_distinct(flatten(collect_set("identifiers")))).as("identifiers"),
            min("_source_row_key").as("_source_row_key"),
            min_by(col("_source_file"), col("_source_row_key")).as("_source_file"),
            min_by(col("_line"), col("_source_row_key")).as("_line"),
            sha2(concat_ws(",", array_sort(collect_list("_row_hash"))).cast("binary"), 256)
                .as("_row_hash"))
        .withColumn("source", lit(source.name()))
        .withColumn("_window_end", window.end())
        .withColumn(Outcome.COLUMN, lit(null).cast("string"))
        .withColumn(Outcome.REASON, lit(null).cast("string"));
  }

  private static Column typeOr(Column given, Column isReturn) {
    return coalesce(functions.lower(given), when(isReturn, RETURN).otherwise(SALE));
  }

  private static Dataset<Row> negatedReturns(Dataset<Row> rows, String type, List<String> amounts) {
    Map<String, Column> negated = new HashMap<>();
    for (String amount : amounts) {
      negated.put(
          amount,
          when(col(type).equalTo(RETURN), functions.negate(abs(col(amount))))
              .otherwise(col(amount)));
    }
    return rows.withColumns(negated);
  }
}
