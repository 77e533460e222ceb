package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.Tables;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * By what records are compared. Learns the model where there is none yet. Contract:
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
    Optional<IdentityModel.Known> known = model.learned(records);
    if (known.isEmpty()) {
      return tables.read(OUTPUT).limit(0);
    }
    int version = known.get().version();
    Dataset<Row> comparable = records.where(col("is_comparable"));
    return known
        .get()
        .matching()
        .blockKeys(isOfModel(tables, version) ? changed(comparable, window) : comparable)
        .withColumn("model_version", lit(version))
        .withColumn("_window_end", window.end());
  }

  @Override
  public Dataset<Row> replacedKeys(Tables tables, DateWindow window) {
    int version = model.version(tables.spark()).orElse(0);
    return isOfModel(tables, version)
        ? changed(tables.read(IdentityRecordJob.OUTPUT), window).select("record_key")
        : tables.read(OUTPUT).select("record_key").distinct();
  }

  private static Dataset<Row> changed(Dataset<Row> records, DateWindow window) {
    return records.where(col("_window_end").equalTo(window.end()));
  }

  /** Whether what the table holds is of the model; after another was learned all is made anew. */
  private static boolean isOfModel(Tables tables, int version) {
    return tables.hasRows(OUTPUT)
        && tables.read(OUTPUT).where(col("model_version").notEqual(version)).isEmpty();
  }
}
