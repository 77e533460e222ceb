package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.lake.Commit;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.lake.TableWriter;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.jobs.person.ChangedCustomers;
import io.journeyhouse.jobs.person.Stitching;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What identity has to know before facts and records of silver are taken away or written anew. */
public final class WithdrawnFacts {
  private static final TableName CHANGED = TableName.of(ChangedCustomerJob.OUTPUT);
  private static final TableName EDGES = TableName.of(IdentityEdgeJob.OUTPUT);
  private static final TableName RECORD = TableName.of(IdentityRecordJob.OUTPUT);
  private static final String RECORDS = "silver.customer_records";
  private static final String EVENTS = "silver.events";

  private final Lake lake;
  private final Contracts contracts;
  private final DateWindow window;

  /**
   * @param window of the run that restates what rests on them
   */
  public WithdrawnFacts(Lake lake, Contracts contracts, DateWindow window) {
    this.lake = lake;
    this.contracts = contracts;
    this.window = window;
  }

  /**
   * Lists their customers in {@code ops.changed_customer}, once.
   *
   * @param former rows of silver that will not be there, or be others, by table
   * @param others {@code customer_id} of further customers to be redone
   */
  public void listOwners(Map<TableName, Dataset<Row>> former, Dataset<Row> others) {
    Dataset<Row> owners = others.select("customer_id");
    for (Map.Entry<TableName, Dataset<Row>> rows : former.entrySet()) {
      owners = owners.union(owners(rows.getKey().toString(), rows.getValue()));
    }
    Dataset<Row> listed =
        owners
            .distinct()
            .select(
                col("customer_id"),
                lit(Timestamp.from(Instant.EPOCH)).as("since"),
                lit(ChangedCustomers.WITHDRAWN).as("reason"),
                lit(window.toString()).as("run_id"),
                window.end().as("window_end"));
    new TableWriter(lake).append(contracts.get(CHANGED), listed, commit(CHANGED));
  }

  private Dataset<Row> owners(String table, Dataset<Row> rows) {
    Dataset<Row> bridge = read(CustomerIdentifierJob.OUTPUT);
    if (table.equals(RECORDS)) {
      return Links.current(read(CustomerRecordLinkJob.OUTPUT))
          .join(rows, new String[] {"record_key"}, "left_semi")
          .select("customer_id");
    }
    if (table.equals(EVENTS)) {
      return Stitching.resolveDevices(NewFacts.actors(rows), "fact_id", bridge)
          .select("customer_id");
    }
    return NewFacts.KINDS.stream()
        .filter(kind -> kind.table().equals(table))
        .map(
            kind ->
                Stitching.resolve(
                        rows.select(
                            col("source"), col(kind.id()).as("fact_id"), col("identifiers")),
                        "fact_id",
                        bridge)
                    .select("customer_id"))
        .findFirst()
        .orElseGet(() -> bridge.select("customer_id").limit(0));
  }

  /**
   * Empties records, as if they were deleted: the run states anew what is left of them.
   *
   * @param records {@code record_key}
   */
  public void emptyRecords(Dataset<Row> records) {
    Dataset<Row> known =
        read(IdentityRecordJob.OUTPUT)
            .join(records.select("record_key"), new String[] {"record_key"}, "left_semi");
    new TableWriter(lake)
        .merge(contracts.get(RECORD), IdentityRecordJob.emptied(known, window), commit(RECORD));
  }

  /**
   * Brings pairs of devices and logins up to date with the events that are left: those that no
   * event states any more end.
   *
   * @param events that were withdrawn
   */
  public void restateEdges(Dataset<Row> events) {
    Dataset<Row> pairs = IdentityEdgeJob.pairs(events).select("left", "right");
    String[] key = {"left", "right"};
    Dataset<Row> left =
        IdentityEdgeJob.pairs(read(EVENTS))
            .join(pairs, key, "left_semi")
            .withColumnsRenamed(Map.of("first_seen_at", "first", "last_seen_at", "last"));
    Column ended = when(col("first").isNull(), window.end());
    Dataset<Row> edges =
        read(IdentityEdgeJob.OUTPUT)
            .where(col("valid_to").isNull())
            .join(pairs, key, "left_semi")
            .join(left, key, "left")
            .select(
                col("left"),
                col("right"),
                lit(Edges.LOGIN_ON_DEVICE).as("rule"),
                lit(null).cast("float").as("bits"),
                lit(null).cast("map<string,string>").as("levels"),
                col("found_by"),
                coalesce(col("first"), col("first_seen_at")).as("first_seen_at"),
                coalesce(col("last"), col("last_seen_at")).as("last_seen_at"),
                col("valid_from"),
                ended.as("valid_to"),
                window.end().as("_window_end"));
    new TableWriter(lake).merge(contracts.get(EDGES), edges, commit(EDGES));
  }

  private Dataset<Row> read(String table) {
    return lake.rows(contracts.get(TableName.of(table)));
  }

  private Commit commit(TableName table) {
    return new Commit("withdraw/" + table + "/" + window, 1, "{}");
  }
}
