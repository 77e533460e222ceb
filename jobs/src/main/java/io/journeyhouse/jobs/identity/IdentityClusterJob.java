package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.lake.HeldRows;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.matching.Clusters;
import io.journeyhouse.jobs.matching.Decided;
import io.journeyhouse.jobs.matching.Limits;
import io.journeyhouse.jobs.matching.MatchSettings;
import io.journeyhouse.jobs.matching.ModelMatching;
import io.journeyhouse.jobs.workspace.IdentityConfig;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Which records are of one person. Looked at again are the components that the run's records and
 * edges are part of, and all of them once the model is another. Contract:
 * sql/gold/identity_cluster/table.yml.
 */
final class IdentityClusterJob implements TableJob {
  static final String OUTPUT = "gold.identity_cluster";
  private static final String[] RECORD = {"record_key"};

  private final MatchSettings settings;
  private final Limits limits;
  private final Decided decided;
  private final IdentityModel model;

  IdentityClusterJob(IdentityConfig config, IdentityModel model) {
    settings = config.settings();
    limits = config.limits();
    decided = Decisions.decided(config.decisions());
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
        Edges.connecting(
            tables.read(IdentityEdgeJob.OUTPUT), tables.read(IdentityDecisionJob.OUTPUT));
    if (!tables.hasRows(OUTPUT)) {
      return clusters(known, live, edges);
    }
    Dataset<Row> own = tables.read(OUTPUT);
    Column isOfModel = col("model_version").eqNullSafe(version(known));
    if (Decisions.Setting.CLUSTERS.isNew(tables, window) || !own.where(not(isOfModel)).isEmpty()) {
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
    Column says =
        struct(
            "cluster_id", "component", "is_part", "is_contradicted", "kept_apart", "model_version");
    return now.select(col("record_key"), says.as("is"))
        .join(former.select(col("record_key"), says.as("was")), RECORD, "full")
        .where(not(col("is").eqNullSafe(col("was"))))
        .select("record_key", "is.*");
  }

  /**
   * {@code record_key} of the run's records, of the ends of edges that it changed, and of what is
   * decided otherwise than before.
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
        .union(Decisions.touched(tables, window))
        .distinct();
  }

  private static Column version(Optional<IdentityModel.Known> known) {
    return lit(known.map(IdentityModel.Known::version).orElse(null)).cast("int");
  }

  /**
   * The clusters of whole components.
   *
   * @param edges that hold, of these records
   */
  private Dataset<Row> clusters(
      Optional<IdentityModel.Known> known, Dataset<Row> records, Dataset<Row> edges) {
    Dataset<Row> members = HeldRows.of(Components.of(records, edges, settings)).rows();
    ModelMatching matching =
        known
            .map(IdentityModel.Known::matching)
            .orElseGet(() -> ModelMatching.byIdentifiers(IdentityModel.sources(records), settings));
    try (Clusters clusters = matching.clusters(members, limits, decided)) {
      return HeldRows.of(
              members
                  .select("record_key", "component", "is_part")
                  .join(clusters.at(settings.cutting().cutOffBits()), RECORD)
                  .withColumn("model_version", version(known)))
          .rows();
    }
  }
}
