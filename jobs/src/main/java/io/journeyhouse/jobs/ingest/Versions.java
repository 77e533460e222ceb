package io.journeyhouse.jobs.ingest;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.journeyhouse.common.contract.TableContract;
import io.journeyhouse.common.lake.HeldRows;
import io.journeyhouse.common.quality.Outcome;
import io.journeyhouse.common.run.Tables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * Tells which of several rows of one key stands, among new rows and against the table: the largest
 * version. Every other is a {@code duplicate} of a row with the same content, or {@code
 * superseded}; a new row that stands over a present one is an {@code update}.
 *
 * <p>Rows are wide and repeated keys few. So only narrow columns are sorted and shuffled: of many
 * rows first a hash of the key alone, then key and version of the rows whose hash is not the only
 * one. The verdicts are joined back by {@code _source_row_key}.
 */
final class Versions {
  private static final String HASH = "_key_hash";
  private static final String ROWS = "_rows";
  private static final String PRESENT = "_is_present";
  private static final String ROW_HASH = "_row_hash";
  private static final String ROW_KEY = "_source_row_key";
  private static final String VERDICT = "_verdict";

  /** Estimated bytes up to which all keys are compared, without looking for repeated ones first. */
  static final long FEW_BYTES = 128L << 20;

  private final Tables tables;
  private final TableContract contract;
  private final Column[] key;
  private final long fewBytes;

  /**
   * @param fewBytes rows of up to so many estimated bytes are few
   */
  Versions(Tables tables, TableContract contract, long fewBytes) {
    this.tables = tables;
    this.contract = contract;
    this.fewBytes = fewBytes;
    this.key = contract.key().stream().map(functions::col).toArray(Column[]::new);
  }

  /** Gives every judged row that does not stand, or stands over a present one, its outcome. */
  Dataset<Row> mark(Dataset<Row> rows) {
    boolean few = isFew(rows);
    // they are looked at three times: of many only some columns, few whole
    Dataset<Row> judged = few ? HeldRows.hold(rows, true) : rows;
    Dataset<Row> candidates = candidates(judged);
    if (tables.hasRows(contract.name().toString())) {
      Dataset<Row> keys = few ? broadcast(counted(judged)) : HeldRows.of(counted(judged)).rows();
      Dataset<Row> present = present(keys.select(HASH)).withColumn(PRESENT, lit(true));
      if (!few) {
        Dataset<Row> repeated = keys.where(col(ROWS).gt(1)).select(HASH);
        candidates = suspects(judged, repeated.union(present.select(HASH)).distinct());
      }
      candidates = candidates.unionByName(present);
    } else if (!few) {
      candidates = suspects(judged, counted(judged).where(col(ROWS).gt(1)).select(HASH));
    }
    Dataset<Row> verdicts = verdicts(candidates);
    return judged
        .join(few ? broadcast(verdicts) : HeldRows.of(verdicts).rows(), same(ROW_KEY), "left")
        .withColumn(Outcome.COLUMN, coalesce(col(Outcome.COLUMN), col(VERDICT)))
        .drop(VERDICT);
  }

  /** Candidates whose key's hash is among the given ones. */
  private Dataset<Row> suspects(Dataset<Row> judged, Dataset<Row> hashes) {
    HeldRows held = HeldRows.of(hashes);
    // unlike a join it is asked before all else: of the other rows not even the outcome is looked
    // at
    return held.areFew()
        ? candidates(judged.where(isOneOf(held.rows()).apply(xxhash64(key))))
        : candidates(judged).join(held.rows(), same(HASH), "left_semi");
  }

  private UserDefinedFunction isOneOf(Dataset<Row> hashes) {
    long[] sorted =
        hashes.as(Encoders.LONG()).collectAsList().stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    Broadcast<long[]> all =
        JavaSparkContext.fromSparkContext(tables.spark().sparkContext()).broadcast(sorted);
    return udf(
        (UDF1<Long, Boolean>) hash -> Arrays.binarySearch(all.value(), hash) >= 0,
        DataTypes.BooleanType);
  }

  private Dataset<Row> candidates(Dataset<Row> judged) {
    return narrow(judged.where(col(Outcome.COLUMN).isNull())).withColumn(PRESENT, lit(false));
  }

  private Dataset<Row> narrow(Dataset<Row> rows) {
    Set<String> names = new LinkedHashSet<>(contract.key());
    names.addAll(contract.write().version());
    names.addAll(List.of(ROW_HASH, ROW_KEY));
    return rows.select(names.stream().map(functions::col).toArray(Column[]::new))
        .withColumn(HASH, xxhash64(key));
  }

  private Dataset<Row> counted(Dataset<Row> rows) {
    Column hasKey =
        contract.key().stream().map(k -> col(k).isNotNull()).reduce(Column::and).orElseThrow();
    return rows.where(hasKey)
        .select(xxhash64(key).as(HASH))
        .groupBy(HASH)
        .agg(count(lit(1)).as(ROWS));
  }

  /** The table's rows whose key's hash is among those of new rows. */
  private Dataset<Row> present(Dataset<Row> hashes) {
    Dataset<Row> table = tables.read(contract.name().toString());
    if (isFew(table)) {
      return narrow(table).join(hashes, same(HASH), "left_semi");
    }
    // mostly there are none: then versions, which cost more to read than keys, are not read at all
    HeldRows met =
        HeldRows.of(
            table.select(xxhash64(key).as(HASH)).join(hashes, same(HASH), "left_semi").distinct());
    return met.count() == 0
        ? narrow(table.limit(0))
        : narrow(table).join(met.rows(), same(HASH), "left_semi");
  }

  private Dataset<Row> verdicts(Dataset<Row> candidates) {
    List<Column> newestFirst = new ArrayList<>();
    contract.write().version().forEach(v -> newestFirst.add(col(v).desc_nulls_last()));
    List<Column> firstCome = List.of(col(PRESENT).desc(), col(ROW_KEY).asc());
    newestFirst.addAll(firstCome);
    WindowSpec ofKey = Window.partitionBy(key);
    List<Column> content = new ArrayList<>(List.of(key));
    content.add(col(ROW_HASH));
    WindowSpec ofContent = Window.partitionBy(content.toArray(Column[]::new));
    Column isCopy = row_number().over(ofContent.orderBy(firstCome.toArray(Column[]::new))).gt(1);
    Column isOlder = row_number().over(ofKey.orderBy(newestFirst.toArray(Column[]::new))).gt(1);
    Column verdict =
        when(isCopy, Outcome.DUPLICATE)
            .when(isOlder, Outcome.SUPERSEDED)
            .when(max(col(PRESENT)).over(ofKey), Outcome.UPDATE);
    return candidates
        .withColumn(VERDICT, verdict)
        .where(not(col(PRESENT)).and(col(VERDICT).isNotNull()))
        .select(ROW_KEY, VERDICT);
  }

  private boolean isFew(Dataset<Row> rows) {
    return bytes(rows) <= fewBytes;
  }

  /** Estimated bytes of rows, known without reading them. */
  static long bytes(Dataset<Row> rows) {
    return rows.queryExecution().optimizedPlan().stats().sizeInBytes().toLong();
  }

  private static String[] same(String column) {
    return new String[] {column};
  }
}
