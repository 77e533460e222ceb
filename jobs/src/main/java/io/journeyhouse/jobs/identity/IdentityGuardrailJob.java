package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_keys;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.lake.HeldRows;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.matching.MatchSettings;
import io.journeyhouse.jobs.matching.Matching.LeftOut;
import io.journeyhouse.jobs.person.IdentifierType;
import io.journeyhouse.jobs.workspace.Decision.Action;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What was not compared or not put together, and why. Contract:
 * sql/gold/identity_guardrail/table.yml.
 */
final class IdentityGuardrailJob implements TableJob {
  static final String OUTPUT = "gold.identity_guardrail";
  private static final String GENERIC_VALUE = "generic value";
  private static final String BLOCKED_VALUE = "blocked value";
  private static final String SHARED_DEVICE = "shared device";
  private static final String NOT_MET = "decision not met";
  private static final String MERGE = Action.MERGE.word();
  private static final String SPLIT = Action.SPLIT.word();
  private static final String LARGE_BLOCK = "large block";
  private static final String LARGE_COMPONENT = "large component";
  private static final String CONTRADICTION = "contradiction";
  private static final String NOT_COMPARABLE = "nothing to compare";
  private static final String NOT_LEARNED = "not learned";
  private static final StructType SCHEMA =
      new StructType()
          .add("guardrail", DataTypes.StringType, false)
          .add("subject", DataTypes.StringType, false)
          .add("records", DataTypes.LongType, false)
          .add("pairs", DataTypes.LongType, true);

  private final MatchSettings settings;
  private final Caps caps;
  private final IdentityModel model;

  IdentityGuardrailJob(MatchSettings settings, Caps caps, IdentityModel model) {
    this.settings = settings;
    this.caps = caps;
    this.model = model;
  }

  @Override
  public TableName output() {
    return TableName.of(OUTPUT);
  }

  @Override
  public Dataset<Row> transform(Tables tables, DateWindow window) {
    Dataset<Row> records = tables.read(IdentityRecordJob.OUTPUT);
    Dataset<Row> clusters = tables.read(IdentityClusterJob.OUTPUT);
    Dataset<Row> notComparable =
        records
            .where(not(col("is_deleted").or(col("is_comparable"))))
            .groupBy(col("source").as("subject"))
            .agg(count(lit(1)).as("records"));
    Dataset<Row> parts =
        clusters
            .where(col("is_part"))
            .groupBy(col("component").cast("string").as("subject"))
            .agg(count(lit(1)).as("records"));
    Dataset<Row> contradicted =
        clusters
            .where(col("is_contradicted"))
            .select(col("record_key").as("subject"), lit(1L).as("records"));
    return rows(GENERIC_VALUE, generic(tables, window))
        .union(rows(BLOCKED_VALUE, blocked(records)))
        .union(keptApart(clusters))
        .union(rows(NOT_MET, notMet(tables.read(IdentityDecisionJob.OUTPUT), clusters)))
        .union(rows(SHARED_DEVICE, sharedDevices(tables.read(CustomerIdentifierJob.OUTPUT))))
        .union(largeBlocks(tables, window))
        .union(rows(LARGE_COMPONENT, parts))
        .union(rows(CONTRADICTION, contradicted))
        .union(rows(NOT_COMPARABLE, notComparable))
        .union(rows(NOT_LEARNED, notLearned(records)))
        .withColumn("_window_end", window.end());
  }

  /** All but values that the run did not touch. */
  @Override
  public Dataset<Row> replacedKeys(Tables tables, DateWindow window) {
    Dataset<Row> touched =
        LinkingValues.of(tables, caps, window)
            .touched()
            .select(lit(GENERIC_VALUE).as("guardrail"), col("value").as("subject"));
    return tables
        .read(OUTPUT)
        .where(col("guardrail").notEqual(GENERIC_VALUE))
        .select("guardrail", "subject")
        .union(touched);
  }

  private Dataset<Row> generic(Tables tables, DateWindow window) {
    LinkingValues values = LinkingValues.of(tables, caps, window);
    return values
        .stated()
        .join(HeldRows.of(values.touched()).rows(), new String[] {"value"}, "left_semi")
        .groupBy(col("value").as("subject"))
        .agg(count(lit(1)).as("records"), max("cap").as("cap"))
        .where(col("records").gt(col("cap")));
  }

  private static Dataset<Row> blocked(Dataset<Row> records) {
    return records
        .select(explode(col("blocked_identifiers")).as("i"))
        .groupBy(
            concat(lit(Edges.IDENTIFIER), col("i.type"), lit(":"), col("i.value")).as("subject"))
        .agg(count(lit(1)).as("records"));
  }

  /** One row for each cluster and what kept it apart, with the records of the cluster. */
  private static Dataset<Row> keptApart(Dataset<Row> clusters) {
    Dataset<Row> apart =
        HeldRows.of(
                clusters
                    .select(col("cluster_id"), explode(col("kept_apart")).as("by"))
                    .select(
                        col("by.guardrail").as("guardrail"),
                        concat_ws(" ", col("by.detail"), col("cluster_id")).as("subject"),
                        col("cluster_id"))
                    .distinct())
            .rows();
    Dataset<Row> sizes =
        clusters
            .join(apart.select("cluster_id").distinct(), "cluster_id")
            .groupBy("cluster_id")
            .agg(count(lit(1)).as("records"));
    return apart
        .join(sizes, "cluster_id")
        .select(
            col("guardrail"), col("subject"), col("records"), lit(null).cast("bigint").as("pairs"));
  }

  /** Decisions in force that the clusters do not show. */
  private static Dataset<Row> notMet(Dataset<Row> decisions, Dataset<Row> clusters) {
    Dataset<Row> of = clusters.select(col("record_key"), col("cluster_id"));
    Column areTogether = col("of_left").equalTo(col("of_right"));
    return decisions
        .where(col("status").equalTo(Decisions.IN_FORCE).and(col("action").isin(MERGE, SPLIT)))
        .join(of.toDF("left", "of_left"), "left")
        .join(of.toDF("right", "of_right"), "right")
        .where(areTogether.notEqual(col("action").equalTo(MERGE)))
        .select(
            concat_ws(" ", col("action"), col("left"), col("right")).as("subject"),
            lit(2L).as("records"));
  }

  /** Devices that tell of a session only whose it is: by its login. */
  private static Dataset<Row> sharedDevices(Dataset<Row> bridge) {
    return bridge
        .where(col("identifier_type").equalTo(IdentifierType.DEVICE.word()).and(col("is_shared")))
        .select(
            concat(lit(Edges.DEVICE), col("identifier_value")).as("subject"),
            lit(0L).as("records"));
  }

  /** Fields that records state and that the model, which is older, knows nothing of. */
  private Dataset<Row> notLearned(Dataset<Row> records) {
    Column isLearned =
        model
            .newest(records)
            .map(known -> col("subject").isin(known.matching().learned().toArray()))
            .orElse(lit(true));
    return records
        .select(explode(map_keys(col("features"))).as("subject"))
        .where(not(isLearned))
        .groupBy("subject")
        .agg(count(lit(1)).as("records"));
  }

  private Dataset<Row> largeBlocks(Tables tables, DateWindow window) {
    BlockKeys keys =
        new BlockKeys(
            tables.read(IdentityBlockKeyJob.OUTPUT), settings.comparing().block(), window);
    HeldRows large = HeldRows.of(keys.tooLarge());
    List<LeftOut> left =
        large.count() == 0
            ? List.of()
            : model
                .newest(tables.read(IdentityRecordJob.OUTPUT))
                .map(known -> known.matching().leftOut(of(tables, keys.members(large.rows()))))
                .orElse(List.of());
    return tables
        .spark()
        .createDataFrame(
            left.stream()
                .map(
                    each ->
                        RowFactory.create(LARGE_BLOCK, each.key(), each.records(), each.pairs()))
                .toList(),
            SCHEMA);
  }

  private static Dataset<Row> of(Tables tables, Dataset<Row> members) {
    return tables
        .read(IdentityRecordJob.OUTPUT)
        .join(members, new String[] {"record_key"}, "left_semi");
  }

  private static Dataset<Row> rows(String guardrail, Dataset<Row> fired) {
    return fired.select(
        lit(guardrail).as("guardrail"),
        col("subject"),
        col("records"),
        lit(null).cast("bigint").as("pairs"));
  }
}
