package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.col;
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
    return rows(GENERIC_VALUE, generic(records, window))
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
        new LinkingValues(tables.read(IdentityRecordJob.OUTPUT), caps, window)
            .touched()
            .select(lit(GENERIC_VALUE).as("guardrail"), col("value").as("subject"));
    return tables
        .read(OUTPUT)
        .where(col("guardrail").notEqual(GENERIC_VALUE))
        .select("guardrail", "subject")
        .union(touched);
  }

  private Dataset<Row> generic(Dataset<Row> records, DateWindow window) {
    LinkingValues values = new LinkingValues(records, caps, window);
    return values
        .stated()
        .join(HeldRows.of(values.touched()).rows(), new String[] {"value"}, "left_semi")
        .groupBy(col("value").as("subject"))
        .agg(count(lit(1)).as("records"), max("cap").as("cap"))
        .where(col("records").gt(col("cap")));
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
