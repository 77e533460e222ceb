package io.journeyhouse.common.lake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** Cuts the rows of a new table into files by ranges of a column. */
final class Clustering {
  /** Keys that are looked at to make files of about the same size. */
  private static final long SAMPLE = 20_000;

  private Clustering() {}

  /**
   * The rows, each partition those of a range of the column; rows without a value in the first.
   * Spark's own repartition by range works out whole rows once more, to look at some of their keys.
   *
   * @param keys the same rows, as many as {@code count}, of which only the column is read
   */
  static Dataset<Row> by(
      String column, Dataset<Row> rows, Dataset<Row> keys, long count, int files) {
    Column key = col(column);
    List<Object> some =
        keys
            .select(key)
            .where(key.isNotNull())
            .sample(Math.min(1.0, (double) SAMPLE / count), 1)
            .collectAsList()
            .stream()
            .map(row -> row.get(0))
            .sorted()
            .toList();
    ArrayList<Object> starts = new ArrayList<>();
    for (int i = 1; i < files && !some.isEmpty(); i++) {
      starts.add(some.get(i * some.size() / files));
    }
    // not as literals: values of rows do not belong into a plan, which logs may show
    UDF1<Object, Integer> file = value -> startedBy(starts, value);
    return rows.repartitionById(files, udf(file, DataTypes.IntegerType).apply(key));
  }

  @SuppressWarnings("unchecked")
  private static int startedBy(List<Object> starts, @Nullable Object value) {
    int started = 0;
    while (value != null
        && started < starts.size()
        && ((Comparable<Object>) value).compareTo(starts.get(started)) >= 0) {
      started++;
    }
    return started;
  }
}
