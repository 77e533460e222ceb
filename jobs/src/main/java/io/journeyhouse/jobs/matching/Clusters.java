package io.journeyhouse.jobs.matching;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.xxhash64;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/** The clusters at one or several cut-offs, held until they are closed. */
public final class Clusters implements AutoCloseable {
  /** What keeps a record apart that is as near to one as to another cluster. */
  public static final String AMBIGUOUS = "ambiguous";

  private final Dataset<Row> rows;
  private final double[] cutOffs;

  /** Two records by their keys. */
  public record Pair(String left, String right) implements Serializable {
    /** The two in the order of their keys. */
    static Pair of(String one, String other) {
      return one.compareTo(other) <= 0 ? new Pair(one, other) : new Pair(other, one);
    }
  }

  /**
   * @param rows {@code record_key, cluster_ids}, one for each cut-off; the last stands for all that
   *     follow
   */
  Clusters(Dataset<Row> rows, double[] cutOffs) {
    this.rows = rows;
    this.cutOffs = cutOffs;
  }

  static double[] highestFirst(double[] cutOffs) {
    return Arrays.stream(cutOffs)
        .boxed()
        .sorted(Comparator.reverseOrder())
        .mapToDouble(Double::doubleValue)
        .toArray();
  }

  /**
   * {@code record_key, cluster_id, is_contradicted, kept_apart} at a cut-off: the smallest record
   * key of the cluster; whether the record shares an exact identifier with another one whose given
   * name and birth date say that it is of another person; and, for the record that names the
   * cluster, which other clusters it was kept apart from at the last cut-off, and why.
   */
  public Dataset<Row> at(double cutOff) {
    for (int i = 0; i < cutOffs.length; i++) {
      if (cutOffs[i] == cutOff) {
        return rows.select(
            col("record_key"),
            element_at(col("cluster_ids"), least(lit(i + 1), size(col("cluster_ids"))))
                .as("cluster_id"),
            col("is_contradicted"),
            col("kept_apart"));
      }
    }
    throw new IllegalArgumentException("Clusters were not cut at " + cutOff);
  }

  /**
   * How good they are at each cut-off.
   *
   * @param truth {@code record_key, entity}; records without one do not count
   */
  public Map<Double, Quality> quality(Dataset<Row> truth) {
    List<Quality> byPlace =
        Quality.of(rows.join(truth, "record_key").select("cluster_ids", "entity"), cutOffs.length);
    Map<Double, Quality> qualities = new TreeMap<>();
    for (int place = 0; place < cutOffs.length; place++) {
      qualities.put(cutOffs[place], byPlace.get(place));
    }
    return qualities;
  }

  /**
   * Some pairs of records that one column holds together and another one does not. Each record is
   * looked at with one other only, so that no group is too large.
   *
   * @param records {@code record_key} and both columns
   */
  public static List<Pair> apart(Dataset<Row> records, String together, String apart, int most) {
    Column order = xxhash64(col("record_key"));
    var group = Window.partitionBy(together).orderBy(order, col("record_key"));
    return records
        .where(col(together).isNotNull().and(col(apart).isNotNull()))
        .select(
            col("record_key"),
            lag("record_key", 1).over(group).as("other"),
            col(apart).as("own"),
            lag(apart, 1).over(group).as("theirs"))
        .where(col("own").notEqual(col("theirs")))
        .orderBy(order, col("record_key"))
        .limit(most)
        .collectAsList()
        .stream()
        .map(row -> Pair.of(row.getString(0), row.getString(1)))
        .toList();
  }

  @Override
  public void close() {
    rows.unpersist();
  }
}
