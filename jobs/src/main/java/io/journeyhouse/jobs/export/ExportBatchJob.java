package io.journeyhouse.jobs.export;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.quality.Outcome;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.Tables;
import java.sql.Timestamp;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** Finished files as rows. Contract: sql/audience/export_batch/table.yml. */
final class ExportBatchJob implements TableJob {
  static final TableName TABLE = TableName.of("audience.export_batch");

  private static final StructType SCHEMA =
      StructType.fromDDL(
          "batch_id string, audience string, version int, definition_hash string, channel string,"
              + " as_of timestamp, file string, rows bigint, bytes bigint, sha256 string, members"
              + " bigint, held_back map<string,bigint>");

  private final List<ExportedFile> files;

  ExportBatchJob(List<ExportedFile> files) {
    this.files = files;
  }

  @Override
  public TableName output() {
    return TABLE;
  }

  @Override
  public Dataset<Row> transform(Tables tables, DateWindow window) {
    Dataset<Row> known =
        tables.read(TABLE.toString()).select(col("batch_id"), col("audience").as("_known"));
    return tables
        .spark()
        .createDataFrame(files.stream().map(ExportBatchJob::row).toList(), SCHEMA)
        .join(broadcast(known), new String[] {"batch_id"}, "left")
        .withColumn(Outcome.COLUMN, when(col("_known").isNotNull(), Outcome.UPDATE))
        .drop("_known");
  }

  private static Row row(ExportedFile file) {
    Definition definition = file.definition();
    return RowFactory.create(
        file.batchId(),
        definition.audience().name(),
        definition.version(),
        definition.audience().definitionHash(),
        definition.audience().channel().word(),
        Timestamp.from(file.asOf()),
        file.file(),
        file.rows(),
        file.bytes(),
        file.sha256(),
        file.members(),
        file.heldBack());
  }
}
