package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.lake.HeldRows;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.workspace.HouseholdConfig;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Which record is of which household. The first run looks at all records, later ones at the
 * households that the run's customers were part of, or may be now. Contract:
 * sql/gold/household_record/table.yml.
 */
final class HouseholdRecordJob implements TableJob {
  static final String OUTPUT = "gold.household_record";
  private static final String RECORDS = "silver.customer_records";
  private static final String[] RECORD = {"record_key"};
  private static final String[] CUSTOMER = {"customer_id"};
  private static final String[] ADDRESS = {"address_id"};
  private static final String[] STATES = {"record_key", "customer_id", "address_id", "near_keys"};

  /** To look at so many records again costs less than to find out which of them have to be. */
  private static final long FEW = 20_000;

  private final HouseholdConfig config;
  private final long few;

  HouseholdRecordJob(HouseholdConfig config) {
    this(config, FEW);
  }

  HouseholdRecordJob(HouseholdConfig config, long few) {
    this.config = config;
    this.few = few;
  }

  @Override
  public TableName output() {
    return TableName.of(OUTPUT);
  }

  @Override
  public Dataset<Row> transform(Tables tables, DateWindow window) {
    Dataset<Row> own = tables.read(OUTPUT);
    Dataset<Row> records = tables.read(RECORDS);
    Dataset<Row> links = tables.read(CustomerRecordLinkJob.OUTPUT);
    Dataset<Row> customers = Links.current(links).select("record_key", "customer_id");
    if (!tables.hasRows(OUTPUT) || own.count() <= few) {
      Dataset<Row> all = HeldRows.hold(Residents.of(records, customers), false);
      Dataset<Row> gone =
          open(own).join(all, RECORD, "left_anti").select("record_key", "customer_id");
      return versions(grouped(all, all), gone, own, window);
    }
    Dataset<Row> seen =
        HeldRows.of(links.where(Links.seenBy(window)).select("customer_id").distinct()).rows();
    Dataset<Row> open = open(own);
    Dataset<Row> former = HeldRows.of(open.join(seen, CUSTOMER, "left_semi")).rows();
    Dataset<Row> stated =
        HeldRows.of(
                Residents.of(records, customers.join(seen, CUSTOMER, "left_semi"))
                    .withColumn("near_keys", keys())
                    .select(columns(STATES))
                    .join(former.select("record_key", "old"), RECORD, "left"))
            .rows();
    HeldRows changed = HeldRows.of(changed(stated, former));
    if (changed.count() == 0) {
      return own.limit(0);
    }
    Dataset<Row> now =
        HeldRows.of(open.join(seen, CUSTOMER, "left_anti").unionByName(stated)).rows();
    TouchedResidents touched = new TouchedResidents(now);
    Dataset<Row> again = touched.of(changed.rows());
    Dataset<Row> around = touched.around(again);
    Dataset<Row> residents =
        Residents.of(
                records,
                customers.join(around.select("customer_id").distinct(), CUSTOMER, "left_semi"))
            .join(around.select("record_key"), RECORD, "left_semi");
    Dataset<Row> gone =
        former.join(stated, RECORD, "left_anti").select("record_key", "customer_id");
    Dataset<Row> members = grouped(residents, now).join(again.select("record_key"), RECORD);
    return versions(members, gone, own, window);
  }

  /** Residents with their component; who lives at an address besides them counts. */
  private Dataset<Row> grouped(Dataset<Row> residents, Dataset<Row> now) {
    Dataset<Row> people =
        now.where(col("address_id").isNotNull())
            .join(residents.select("address_id").distinct(), ADDRESS, "left_semi")
            .groupBy("address_id")
            .agg(count_distinct(col("customer_id")).as("people"));
    return HeldRows.hold(HouseholdGroups.of(residents, people, config), false);
  }

  private static Dataset<Row> versions(
      Dataset<Row> members, Dataset<Row> gone, Dataset<Row> own, DateWindow window) {
    Dataset<Row> old = open(own).select("record_key", "old");
    return HouseholdIds.of(members.join(old, RECORD, "left"), own, window)
        .withColumn("near_keys", keys())
        .withColumn("is_current", lit(true))
        .unionByName(
            gone.withColumn("is_group_quarters", lit(false)).withColumn("is_current", lit(false)),
            true)
        .withColumn("valid_from", window.end());
  }

  /** What holds, with {@code old}, the household that the record is in. */
  private static Dataset<Row> open(Dataset<Row> own) {
    return own.where(col("is_current"))
        .withColumnRenamed("household_id", "old")
        .select(
            Stream.concat(Stream.of(columns(STATES)), Stream.of(col("old")))
                .toArray(Column[]::new));
  }

  /** Residents that the run found to state something else than before, as they are and were. */
  private static Dataset<Row> changed(Dataset<Row> stated, Dataset<Row> former) {
    Column says = struct("customer_id", "address_id", "near_keys", "old");
    return stated
        .select(col("record_key"), says.as("is"))
        .join(former.select(col("record_key"), says.as("was")), RECORD, "full")
        .where(not(col("is").eqNullSafe(col("was"))))
        .select(col("record_key"), explode(array_compact(array(col("is"), col("was")))).as("state"))
        .select("record_key", "state.*");
  }

  private static Column keys() {
    return array_sort(
        array_distinct(functions.transform(col("near"), near -> near.getField("key"))));
  }

  private static Column[] columns(String... names) {
    return Stream.of(names).map(functions::col).toArray(Column[]::new);
  }
}
