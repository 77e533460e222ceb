package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.Tables;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Values by which records can be linked exactly: rows {@code record_key, value, type, cap} with the
 * value written #type:value.
 *
 * @param records {@code gold.identity_record}
 * @param areCapsNew whether the window's run is the first with these caps
 */
record LinkingValues(Dataset<Row> records, Caps caps, boolean areCapsNew, DateWindow window) {

  static LinkingValues of(Tables tables, Caps caps, DateWindow window) {
    return new LinkingValues(
        tables.read(IdentityRecordJob.OUTPUT),
        caps,
        Decisions.Setting.CAPS.isNew(tables, window),
        window);
  }

  /** What records state now. */
  Dataset<Row> stated() {
    return of(records.where(not(col("is_deleted"))));
  }

  /**
   * {@code value}: what records that the window's run changed state or stated before; all that is
   * stated where the caps are new.
   */
  Dataset<Row> touched() {
    Dataset<Row> changed = records.where(col("_window_end").equalTo(window.end()));
    return of(areCapsNew ? records : changed)
        .union(of(changed.withColumn("identifiers", col("former_identifiers"))))
        .select("value")
        .distinct();
  }

  private Dataset<Row> of(Dataset<Row> rows) {
    Column written = concat(lit(Edges.IDENTIFIER), col("type"), lit(":"), col("value"));
    return Statements.each(rows, "record_key")
        .where(caps.links(col("type")))
        .select(
            col("record_key"), written.as("value"), col("type"), caps.of(col("type")).as("cap"));
  }
}
