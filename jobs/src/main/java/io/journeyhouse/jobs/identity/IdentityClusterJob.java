package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.xxhash64;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.lake.HeldRows;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.matching.MatchSettings;
import io.journeyhouse.jobs.matching.ModelMatching;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Which records are of one person. Looked at again are the components of records and edges that the
 * run changed. Records and values go as 64-bit hashes: that two of a million share one has a chance
 * of one in 37 million. Contract: sql/gold/identity_cluster/table.yml.
 */
final class IdentityClusterJob implements TableJob {
  static final String OUTPUT = "gold.identity_cluster";
  private static final String[] RECORD = {"record_key"};

  /** Shared identifiers connect before what is alike. */
  private static final float CERTAIN = 1000;

  private final MatchSettings settings;
  private final IdentityModel model;

  IdentityClusterJob(MatchSettings settings, IdentityModel model) {
    this.settings = settings;
    this.model = model;
  }

  @Override
  public TableName output() {
    return TableName.of(OUTPUT);
  }

  @Override
  public Dataset<Row> transform(Tables tables, DateWindow window) {
    return changes(tables, window)
        .where(col("cluster_id").isNotNull())
        .withColumn("_window_end", window.end());
  }

  @Override
  public Dataset<Row> replacedKeys(Tables tables, DateWindow window) {
    return changes(tables, window).select("record_key");
  }

  /** Records whose row is another now, without a cluster if they are gone. */
  private Dataset<Row> changes(Tables tables, DateWindow window) {
    return tables.once("changed clusters", () -> findChanges(tables, window));
  }

  private Dataset<Row> findChanges(Tables tables, DateWindow window) {
    Dataset<Row> records = tables.read(IdentityRecordJob.OUTPUT);
    Dataset<Row> live = records.where(not(col("is_deleted")));
    Dataset<Row> edges =
        Edges.ofRecords(tables.read(IdentityEdgeJob.OUTPUT)).where(col("valid_to").isNull());
    if (!tables.hasRows(OUTPUT)) {
      return clusters(tables, live, edges);
    }
    Dataset<Row> own = tables.read(OUTPUT);
    Dataset<Row> touched = HeldRows.of(touched(tables, window)).rows();
    Dataset<Row> components =
        HeldRows.of(own.join(touched, RECORD, "left_semi").select("component").distinct()).rows();
    Dataset<Row> known = own.join(components, new String[] {"component"}, "left_semi");
    Dataset<Row> members = HeldRows.of(known.select("record_key").union(touched).distinct()).rows();
    Dataset<Row> now =
        clusters(
            tables,
            live.join(members, RECORD, "left_semi"),
            edges.join(members.withColumnRenamed("record_key", "left"), "left"));
    Column is = says("");
    Column was = says("was.");
    return now.join(known.select(col("record_key"), struct("*").as("was")), RECORD, "full")
        .where(not(is.eqNullSafe(was)))
        .select(
            "record_key", "cluster_id", "component", "is_part", "is_contradicted", "model_version");
  }

  private static Column says(String prefix) {
    return struct(
        col(prefix + "cluster_id").as("cluster_id"),
        col(prefix + "component").as("component"),
        col(prefix + "is_part").as("is_part"),
        col(prefix + "is_contradicted").as("is_contradicted"));
  }

  /**
   * {@code record_key} of the records that the run changed, and of the ends of edges that it did.
   */
  private static Dataset<Row> touched(Tables tables, DateWindow window) {
    Column isOfRun = col("_window_end").equalTo(window.end());
    Dataset<Row> edges = Edges.ofRecords(tables.read(IdentityEdgeJob.OUTPUT));
    Dataset<Row> changed = edges.where(isOfRun);
    Dataset<Row> same = edges.where(col("rule").equalTo(Edges.SAME_IDENTIFIER));
    Dataset<Row> values = HeldRows.of(same.where(isOfRun).select("right").distinct()).rows();
    return tables
        .read(IdentityRecordJob.OUTPUT)
        .where(isOfRun)
        .select("record_key")
        .union(changed.select("left"))
        .union(changed.where(col("rule").equalTo(Edges.ALIKE)).select("right"))
        .union(same.join(values, new String[] {"right"}, "left_semi").select("left"))
        .distinct();
  }

  /**
   * The clusters of whole components.
   *
   * @param edges that hold, of these records
   */
  private Dataset<Row> clusters(Tables tables, Dataset<Row> records, Dataset<Row> edges) {
    Optional<IdentityModel.Known> known = model.newest(tables);
    Column id = xxhash64(col("record_key"));
    MatchSettings how = known.isPresent() ? settings : settings.component(Integer.MAX_VALUE);
    Dataset<Row> labels =
        HeldRows.of(
                ModelMatching.connected(
                    edges.select(
                        xxhash64(col("left")).as("left"),
                        xxhash64(col("right")).as("right"),
                        coalesce(col("bits"), lit(CERTAIN)).as("bits")),
                    how))
            .rows();
    Dataset<Row> members =
        records
            .withColumn("member", id)
            .join(labels, new String[] {"member"}, "left")
            .withColumn("label", coalesce(col("label"), col("member")))
            .withColumn("component", coalesce(col("component"), col("member")))
            .withColumn("is_part", coalesce(col("is_part"), lit(false)));
    if (known.isEmpty()) {
      return members.select(
          col("record_key"),
          min("record_key").over(Window.partitionBy("label")).as("cluster_id"),
          col("component"),
          col("is_part"),
          lit(false).as("is_contradicted"),
          lit(null).cast("int").as("model_version"));
    }
    Dataset<Row> held = HeldRows.of(members).rows();
    Dataset<Row> shared =
        edges
            .where(col("rule").equalTo(Edges.SAME_IDENTIFIER))
            .groupBy(col("left").as("record_key"))
            .agg(array_sort(collect_list("right")).as("shared"));
    Dataset<Row> clusters =
        known
            .get()
            .matching()
            .clusters(
                held.join(shared, RECORD, "left")
                    .withColumn(
                        "identifiers", coalesce(col("shared"), array().cast("array<string>"))));
    return held.select("record_key", "component", "is_part")
        .join(clusters, RECORD)
        .withColumn("model_version", lit(known.get().version()));
  }
}
