package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.lake.HeldRows;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.matching.Clusters;
import io.journeyhouse.jobs.matching.MatchSettings;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Which records are of one person. Looked at again are the components that the run's records and
 * edges are part of, and all of them once the model is another. Contract:
 * sql/gold/identity_cluster/table.yml.
 */
final class IdentityClusterJob implements TableJob {
  static final String OUTPUT = "gold.identity_cluster";
  private static final String[] RECORD = {"record_key"};

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
    Optional<IdentityModel.Known> known = model.newest(records);
    Dataset<Row> live = records.where(not(col("is_deleted")));
    Dataset<Row> edges =
        Edges.ofRecords(tables.read(IdentityEdgeJob.OUTPUT)).where(col("valid_to").isNull());
    if (!tables.hasRows(OUTPUT)) {
      return clusters(known, live, edges);
    }
    Dataset<Row> own = tables.read(OUTPUT);
    Column isOfModel =
        col("model_version").eqNullSafe(lit(known.map(IdentityModel.Known::version).orElse(null)));
    if (!own.where(not(isOfModel)).isEmpty()) {
      return differing(clusters(known, live, edges), own);
    }
    Dataset<Row> touched = HeldRows.of(touched(tables, window)).rows();
    Dataset<Row> components =
        HeldRows.of(own.join(touched, RECORD, "left_semi").select("component").distinct()).rows();
    Dataset<Row> former = own.join(components, new String[] {"component"}, "left_semi");
    Dataset<Row> members =
        HeldRows.of(former.select("record_key").union(touched).distinct()).rows();
    Dataset<Row> left = members.withColumnRenamed("record_key", "left");
    return differing(
        clusters(
            known,
            live.join(members, RECORD, "left_semi"),
            edges.join(left, new String[] {"left"}, "left_semi")),
        former);
  }

  private static Dataset<Row> differing(Dataset<Row> now, Dataset<Row> former) {
    Column says = struct("cluster_id", "component", "is_part", "is_contradicted", "model_version");
    return now.select(col("record_key"), says.as("is"))
        .join(former.select(col("record_key"), says.as("was")), RECORD, "full")
        .where(not(col("is").eqNullSafe(col("was"))))
        .select("record_key", "is.*");
  }

  /** {@code record_key} of the run's records, and of the ends of edges that it changed. */
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
  private Dataset<Row> clusters(
      Optional<IdentityModel.Known> known, Dataset<Row> records, Dataset<Row> edges) {
    if (known.isEmpty()) {
      return Components.of(records, edges, settings)
          .select(
              col("record_key"),
              min("record_key").over(Window.partitionBy("component")).as("cluster_id"),
              col("component"),
              lit(false).as("is_part"),
              lit(false).as("is_contradicted"),
              lit(null).cast("int").as("model_version"));
    }
    Dataset<Row> members = HeldRows.of(Components.of(records, edges, settings)).rows();
    try (Clusters clusters = known.get().matching().clusters(members)) {
      return HeldRows.of(
              members
                  .select("record_key", "component", "is_part")
                  .join(clusters.at(settings.cutting().cutOffBits()), RECORD)
                  .withColumn("model_version", lit(known.get().version())))
          .rows();
    }
  }
}
