package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.lake.HeldRows;
import io.journeyhouse.common.quality.Outcome;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.matching.MatchSettings;
import io.journeyhouse.jobs.matching.ModelMatching;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * What connects records: identifiers that they share, and how alike they are. Looked at again is
 * what records of the run state or stated, and the pairs that they are part of.
 */
final class RecordEdges {
  private static final String[] VALUE = {"value"};
  private static final String[] ENDS = {"left", "right"};

  private final Tables tables;
  private final DateWindow window;
  private final LinkingValues values;
  private final Optional<IdentityModel.Known> model;
  private final BlockKeys keys;

  RecordEdges(
      Tables tables,
      DateWindow window,
      Caps caps,
      MatchSettings settings,
      Optional<IdentityModel.Known> model) {
    this.tables = tables;
    this.window = window;
    this.model = model;
    keys =
        new BlockKeys(
            tables.read(IdentityBlockKeyJob.OUTPUT), settings.comparing().block(), window);
    values = LinkingValues.of(tables, caps, window);
  }

  /** The rows to write: edges that are new, that say something else, and that end. */
  Dataset<Row> changes() {
    Dataset<Row> records = tables.read(IdentityRecordJob.OUTPUT);
    Dataset<Row> edges = Edges.ofRecords(tables.read(IdentityEdgeJob.OUTPUT));
    if (!isKnown(edges)) {
      return found(values.stated(), alike(records, Optional.empty()))
          .withColumn(Outcome.COLUMN, lit(null).cast("string"));
    }
    boolean areNew = keys.areNew();
    Dataset<Row> ofRun = records.where(isOfRun()).select("record_key");
    HeldRows few = HeldRows.of(areNew ? ofRun : ofRun.union(keys.otherwiseParted()).distinct());
    boolean areAll = areNew || !few.areFew();
    Dataset<Row> changed = areAll ? records.select("record_key") : few.rows();
    Dataset<Row> touched = HeldRows.of(values.touched()).rows();
    Dataset<Row> found =
        found(
            values.stated().join(touched, VALUE, "left_semi"),
            alike(records, areAll ? Optional.empty() : Optional.of(changed)));
    return changes(found, known(edges, changed, touched));
  }

  private boolean isKnown(Dataset<Row> edges) {
    return tables.hasRows(IdentityEdgeJob.OUTPUT) && !edges.isEmpty();
  }

  /** Values that two records state or more, but not more than their cap. */
  private Dataset<Row> found(Dataset<Row> stated, Dataset<Row> alike) {
    Column records = count(lit(1)).over(Window.partitionBy(VALUE[0]));
    Dataset<Row> same =
        stated
            .withColumn("records", records)
            .where(col("records").gt(1).and(col("records").leq(col("cap"))))
            .select(
                col("record_key").as("left"),
                col("value").as("right"),
                lit(Edges.SAME_IDENTIFIER).as("rule"),
                lit(null).cast("float").as("bits"),
                lit(null).cast("map<string,string>").as("levels"),
                col("type").as("found_by"));
    return same.unionByName(alike)
        .withColumn("valid_from", window.end())
        .withColumn("valid_to", lit(null).cast("timestamp"))
        .withColumn("_window_end", window.end());
  }

  /** Pairs that were compared, of all records or of those that changed with all others. */
  private Dataset<Row> alike(Dataset<Row> records, Optional<Dataset<Row>> changed) {
    Dataset<Row> comparable = records.where(col("is_comparable"));
    if (model.isEmpty()) {
      return tables
          .read(IdentityEdgeJob.OUTPUT)
          .select("left", "right", "rule", "bits", "levels", "found_by")
          .limit(0);
    }
    ModelMatching matching = model.get().matching();
    Dataset<Row> edges =
        changed
            .map(
                keys ->
                    matching.edges(
                        candidates(comparable, keys), keys.as(Encoders.STRING()).collectAsList()))
            .orElseGet(() -> matching.edges(comparable));
    return edges
        .withColumn("rule", lit(Edges.ALIKE))
        .select("left", "right", "rule", "bits", "levels", "found_by");
  }

  private Dataset<Row> candidates(Dataset<Row> records, Dataset<Row> changed) {
    Dataset<Row> met = HeldRows.of(keys.met(changed)).rows();
    return records.join(met, new String[] {"record_key"}, "left_semi");
  }

  /** Edges that hold and that are looked at again. */
  private static Dataset<Row> known(
      Dataset<Row> edges, Dataset<Row> changed, Dataset<Row> touched) {
    Dataset<Row> alike = edges.where(col("rule").equalTo(Edges.ALIKE));
    Dataset<Row> same = edges.where(col("rule").equalTo(Edges.SAME_IDENTIFIER));
    return withEnd(alike, changed)
        .unionByName(
            same.join(
                touched.withColumnRenamed("value", "right"), new String[] {"right"}, "left_semi"),
            true);
  }

  private static Dataset<Row> withEnd(Dataset<Row> edges, Dataset<Row> records) {
    Dataset<Row> left = records.select(col("record_key").as("left"), lit(true).as("is_left"));
    Dataset<Row> right = records.select(col("record_key").as("right"), lit(true).as("is_right"));
    return edges
        .join(left, new String[] {"left"}, "left")
        .join(right, new String[] {"right"}, "left")
        .where(col("is_left").isNotNull().or(col("is_right").isNotNull()))
        .drop("is_left", "is_right");
  }

  private Dataset<Row> changes(Dataset<Row> found, Dataset<Row> known) {
    Column now = window.end();
    Dataset<Row> before =
        known.select(
            col("left"),
            col("right"),
            struct("rule", "bits", "levels", "found_by", "valid_from", "valid_to").as("was"));
    Column holds = col("was").isNotNull().and(col("was.valid_to").isNull());
    Column isFound = col("valid_from").isNotNull();
    Column says = struct(col("bits"), col("found_by"));
    Column said = struct(col("was.bits").as("bits"), col("was.found_by").as("found_by"));
    Column isNews = isFound.and(not(holds).or(not(says.eqNullSafe(said))));
    Column ends = not(isFound).and(holds);
    return found
        .join(before, ENDS, "full")
        .where(isNews.or(ends))
        .select(
            col("left"),
            col("right"),
            coalesce(col("rule"), col("was.rule")).as("rule"),
            coalesce(col("bits"), col("was.bits")).as("bits"),
            coalesce(col("levels"), col("was.levels")).as("levels"),
            coalesce(col("found_by"), col("was.found_by")).as("found_by"),
            when(holds, col("was.valid_from")).otherwise(now).as("valid_from"),
            when(ends, now).as("valid_to"),
            now.as("_window_end"),
            when(col("was").isNotNull(), Outcome.UPDATE).as(Outcome.COLUMN));
  }

  private Column isOfRun() {
    return col("_window_end").equalTo(window.end());
  }
}
