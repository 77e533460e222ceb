package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.person.ChangedCustomers;
import java.sql.Timestamp;
import java.time.Instant;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Whom a run must redo. Contract: sql/ops/changed_customer/table.yml. */
final class ChangedCustomerJob implements TableJob {
  static final String OUTPUT = "ops.changed_customer";

  /** Reasons, each with its place in this order: of several the last stands. */
  private static final String[] REASONS = {
    "new", "late", "record", "identity", ChangedCustomers.WITHDRAWN
  };

  private static final String[] CUSTOMER = {"customer_id"};

  private final Caps caps;

  ChangedCustomerJob(Caps caps) {
    this.caps = caps;
  }

  @Override
  public TableName output() {
    return TableName.of(OUTPUT);
  }

  @Override
  public Dataset<Row> transform(Tables tables, DateWindow window) {
    Dataset<Row> own = tables.read(OUTPUT);
    Dataset<Row> earlier = own.where(not(col("window_end").equalTo(window.end())));
    Dataset<Row> bridge = tables.read(CustomerIdentifierJob.OUTPUT);
    Column isLate = col("since").lt(lit(Timestamp.from(window.from())));
    Dataset<Row> changed =
        NewFacts.owners(tables, window, bridge)
            .withColumn("reason", when(isLate, "late").otherwise("new"))
            .union(because(ofChangedRecords(tables, window), window.end(), "record"));
    if (tables.hasRows(OUTPUT)) {
      // a forced run again: what its former attempt moved is still to be redone
      changed =
          changed.union(
              own.where(col("window_end").equalTo(window.end()))
                  .select("customer_id", "since", "reason"));
      if (!earlier.isEmpty()) {
        MovedFacts moved = new MovedFacts(tables, window, caps);
        changed =
            changed.union(
                because(moved.owners(earlier), lit(Timestamp.from(Instant.EPOCH)), "identity"));
      }
    }
    return changed
        .withColumn("rank", array_position(array(words()), col("reason")))
        .groupBy("customer_id")
        .agg(min("since").as("since"), max("rank").as("rank"))
        .select(
            col("customer_id"),
            col("since"),
            get(array(words()), col("rank").minus(1).cast("int")).as("reason"),
            lit(window.toString()).as("run_id"),
            window.end().as("window_end"));
  }

  @Override
  public Dataset<Row> replacedKeys(Tables tables, DateWindow window) {
    return tables.spark().range(1).select(window.end().as("window_end"), window.end().as("since"));
  }

  /** Customers who have a record of the window, or had it before. */
  private static Dataset<Row> ofChangedRecords(Tables tables, DateWindow window) {
    Dataset<Row> changed =
        tables
            .read("silver.customer_records")
            .where(window.loaded(col("_window_end")))
            .select("record_key");
    return tables
        .read(CustomerRecordLinkJob.OUTPUT)
        .where(Links.seenBy(window))
        .join(changed, new String[] {"record_key"}, "left_semi")
        .select(CUSTOMER[0]);
  }

  private static Dataset<Row> because(Dataset<Row> customers, Column since, String reason) {
    return customers.select(col("customer_id"), since.as("since"), lit(reason).as("reason"));
  }

  private static Column[] words() {
    return java.util.Arrays.stream(REASONS).map(functions::lit).toArray(Column[]::new);
  }
}
