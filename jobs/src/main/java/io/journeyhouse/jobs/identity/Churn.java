package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring_index;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.jobs.workspace.PublishLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a run would change of the published customers.
 *
 * @param surviving customers of which a record is still there
 * @param changed of them, those most of whose records would have another id
 * @param merged of them, those that would have no record any more
 * @param added records that never were a customer's
 * @param gone source to its records that are gone; only sources of which as many are as are looked
 *     at
 * @param records source to its records before, of the same sources
 * @param largest records of the largest customer that the run touches
 * @param largestBefore records of the largest customer before
 */
record Churn(
    long surviving,
    long changed,
    long merged,
    long added,
    Map<String, Long> gone,
    Map<String, Long> records,
    long largest,
    long largestBefore) {

  /**
   * @param proposed records with {@code customer_id}, null where they are gone, {@code old} and
   *     {@code first_linked_at}
   * @param links {@code gold.customer_record_link} as it is published
   */
  static Churn of(Dataset<Row> proposed, Dataset<Row> links, PublishLimits limits) {
    Row ids = ids(proposed);
    Map<String, Long> gone = gone(proposed, limits.people());
    long changed = ids.getLong(0);
    long merged = ids.getLong(1);
    Row now =
        proposed
            .where(not(col("is_deleted")))
            .groupBy("customer_id")
            .agg(
                count(lit(1)).as("records"),
                sum(col("first_linked_at").isNull().cast("long")).as("added"))
            .agg(coalesce(max("records"), lit(0L)), coalesce(sum("added"), lit(0L)))
            .head();
    long largest = now.getLong(0);
    boolean isSmall = changed < limits.people() && gone.isEmpty() && largest <= limits.largest();
    if (isSmall) {
      return new Churn(0, changed, merged, now.getLong(1), gone, Map.of(), largest, largest);
    }
    Dataset<Row> published = Links.current(links);
    Row before =
        published
            .groupBy("customer_id")
            .agg(count(lit(1)).as("records"))
            .agg(count(lit(1)), max("records"))
            .head();
    Map<String, Long> records = new TreeMap<>();
    published.groupBy(source().as("source")).agg(count(lit(1))).collectAsList().stream()
        .filter(row -> gone.containsKey(row.getString(0)))
        .forEach(row -> records.put(row.getString(0), row.getLong(1)));
    return new Churn(
        before.getLong(0) - ids.getLong(2),
        changed,
        merged,
        now.getLong(1),
        gone,
        records,
        largest,
        before.getLong(1));
  }

  /** Customers that are changed, merged away, and gone. */
  private static Row ids(Dataset<Row> proposed) {
    Column was = col("old.customer_id");
    Column isSame = col("customer_id").equalTo(col("was"));
    Column most = struct(col("records"), isSame.as("is_same"));
    return proposed
        .where(col("old").isNotNull())
        .groupBy(was.as("was"), col("customer_id"))
        .agg(count(lit(1)).as("records"))
        .groupBy("was")
        .agg(
            max(when(col("customer_id").isNotNull(), most)).as("most"),
            max(coalesce(isSame, lit(false))).as("stays"))
        .agg(
            count(when(col("most").isNotNull().and(not(col("most.is_same"))), true)),
            count(when(col("most").isNotNull().and(not(col("stays"))), true)),
            count(when(col("most").isNull(), true)))
        .head();
  }

  private static Map<String, Long> gone(Dataset<Row> proposed, int least) {
    Map<String, Long> gone = new TreeMap<>();
    proposed
        .where(col("is_deleted").and(col("old").isNotNull()))
        .groupBy(source().as("source"))
        .agg(count(lit(1)).as("records"))
        .where(col("records").geq(least))
        .collectAsList()
        .forEach(row -> gone.put(row.getString(0), row.getLong(1)));
    return gone;
  }

  private static Column source() {
    return substring_index(col("record_key"), ":", 1);
  }

  /** What is over a limit, each as a sentence. */
  List<String> broken(PublishLimits limits) {
    List<String> broken = new ArrayList<>();
    if (changed >= limits.people() && changed * 100.0 > limits.changedIds() * surviving) {
      broken.add(
          "%s of %,d surviving customers would have another id (limit %s %%)"
              .formatted(share(changed, surviving), surviving, plain(limits.changedIds())));
    }
    if (merged >= limits.people() && merged * 100.0 > limits.merges() * added) {
      broken.add(
          "%,d customers would be merged away for %,d new records (limit %s for a hundred)"
              .formatted(merged, added, plain(limits.merges())));
    }
    gone.forEach(
        (source, number) -> {
          long had = records.getOrDefault(source, number);
          if (number * 100.0 > limits.recordsGone() * had) {
            broken.add(
                "%s of %,d records of %s are gone (limit %s %%)"
                    .formatted(share(number, had), had, source, plain(limits.recordsGone())));
          }
        });
    if (largest > limits.largest() && largest >= 2 * largestBefore) {
      broken.add(
          "the largest customer would have %,d records, now %,d (limit %,d and twice as many)"
              .formatted(largest, largestBefore, limits.largest()));
    }
    return broken;
  }

  private static String share(long part, long whole) {
    return String.format(Locale.ROOT, "%.1f %%", whole == 0 ? 100.0 : part * 100.0 / whole);
  }

  private static String plain(double limit) {
    return limit == Math.rint(limit) ? Long.toString((long) limit) : Double.toString(limit);
  }
}
