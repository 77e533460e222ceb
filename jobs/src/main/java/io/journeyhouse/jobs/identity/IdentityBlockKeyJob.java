package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.Tables;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * By what records are compared: which keys they got and lost, so that a run adds what changed and
 * writes nothing anew. Learns the model where there is none yet. Contract:
 * sql/gold/identity_block_key/table.yml.
 */
final class IdentityBlockKeyJob implements TableJob {
  static final String OUTPUT = "gold.identity_block_key";

  private final IdentityModel model;

  IdentityBlockKeyJob(IdentityModel model) {
    this.model = model;
  }

  @Override
  public TableName output() {
    return TableName.of(OUTPUT);
  }

  @Override
  public Dataset<Row> transform(Tables tables, DateWindow window) {
    Dataset<Row> records = tables.read(IdentityRecordJob.OUTPUT);
    Dataset<Row> own = tables.read(OUTPUT);
    Optional<IdentityModel.Known> known = model.learned(records);
    if (known.isEmpty()) {
      return own.limit(0);
    }
    int version = known.get().version();
    Dataset<Row> comparable = records.where(col("is_comparable"));
    Dataset<Row> keys =
        isOfModel(tables, version)
            ? changes(known.get(), records, own, window)
            : known.get().matching().blockKeys(comparable).withColumn("change", lit(1));
    return keys.withColumn("model_version", lit(version)).withColumn("_window_end", window.end());
  }

  /** What is of former models; of the one that is in use nothing. */
  @Override
  public Dataset<Row> replacedKeys(Tables tables, DateWindow window) {
    int version = model.version(tables.spark()).orElse(0);
    return tables
        .read(OUTPUT)
        .where(col("model_version").notEqual(version))
        .select("model_version")
        .distinct()
        .withColumn("since", lit(Timestamp.from(Instant.EPOCH)));
  }

  /**
   * Keys that the run's records have now and the table does not say so, and the other way round.
   */
  private static Dataset<Row> changes(
      IdentityModel.Known known, Dataset<Row> records, Dataset<Row> own, DateWindow window) {
    Dataset<Row> changed = records.where(col("_window_end").equalTo(window.end()));
    String[] key = {"record_key", "block", "part"};
    Dataset<Row> had =
        own.join(changed.select("record_key"), new String[] {"record_key"}, "left_semi")
            .groupBy("record_key", "block", "part")
            .agg(sum("change").as("had"), max("key").as("former"))
            .where(col("had").gt(0));
    return known
        .matching()
        .blockKeys(changed.where(col("is_comparable")))
        .join(had, key, "full")
        .where(col("key").isNull().or(col("had").isNull()))
        .select(
            col("record_key"),
            col("block"),
            col("part"),
            coalesce(col("key"), col("former")).as("key"),
            when(col("key").isNull(), -1).otherwise(1).as("change"));
  }

  /** Whether what the table holds is of the model; after another was learned all is made anew. */
  private static boolean isOfModel(Tables tables, int version) {
    return tables.hasRows(OUTPUT)
        && tables.read(OUTPUT).where(col("model_version").notEqual(version)).isEmpty();
  }
}
