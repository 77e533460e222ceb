package io.journeyhouse.jobs.journey;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.unix_micros;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.lake.HeldRows;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.person.ChangedCustomers;
import io.journeyhouse.jobs.person.Stitching;
import io.journeyhouse.jobs.workspace.ChannelConfig;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Sessions. They are formed by device, never by person, so that a merge of customers changes whose
 * they are and not what they are. New events redo the sessions of their devices from the first that
 * they can reach; a session of a customer whose identity changed is only looked up again. Contract:
 * sql/gold/fct_session/table.yml.
 */
final class SessionJob implements TableJob {
  private static final TableName OUTPUT = TableName.of("gold.fct_session");

  private static final Column BEGINNING = lit(Timestamp.from(Instant.EPOCH));

  private final long timeoutMicros;
  private final Sessions sessions;

  SessionJob(Duration timeout, ChannelConfig channels) {
    this.timeoutMicros = timeout.toNanos() / 1000;
    this.sessions = new Sessions(timeoutMicros, new Channels(channels));
  }

  @Override
  public TableName output() {
    return OUTPUT;
  }

  @Override
  public Dataset<Row> transform(Tables tables, DateWindow window) {
    Dataset<Row> formed =
        tables.hasRows(OUTPUT.toString())
            ? changed(tables, window)
            : sessions.of(events(tables), window.zone());
    return Stitching.resolveDevices(
            formed, "session_id", tables.read("gold.bdg_customer_identifier"))
        .withColumn("_window_end", window.end());
  }

  @Override
  public Dataset<Row> replacedKeys(Tables tables, DateWindow window) {
    return touched(tables, window)
        .select("session_id", "started_at")
        .union(moved(tables, window).select("session_id", "started_at"))
        .withColumnRenamed("started_at", "since");
  }

  private Dataset<Row> changed(Tables tables, DateWindow window) {
    Dataset<Row> restarts = HeldRows.of(restarts(tables, window)).rows();
    Row reach = restarts.agg(min("restart.at")).head();
    Column bound = reach.isNullAt(0) ? lit(false) : col("event_at").geq(lit(reach.get(0)));
    Dataset<Row> again =
        events(tables)
            .where(bound)
            .join(restarts, "unit")
            .where(place(col("event_at"), col("source"), col("event_id")).geq(col("restart")))
            .drop("restart");
    Dataset<Row> lookedUp =
        moved(tables, window)
            .join(touched(tables, window).select("session_id"), using("session_id"), "left_anti")
            .drop("customer_id", "_window_end");
    return sessions.of(again, window.zone()).unionByName(lookedUp);
  }

  /** Where each unit with new events starts again: never within a session. */
  private Dataset<Row> restarts(Tables tables, DateWindow window) {
    Dataset<Row> earliest =
        touched(tables, window)
            .groupBy("unit")
            .agg(
                min(place(col("started_at"), col("entry_source"), col("entry_event_id")))
                    .as("earliest"));
    return firstNew(tables, window)
        .join(earliest, using("unit"), "left")
        .select(
            col("unit"),
            least(col("first"), coalesce(col("earliest"), col("first"))).as("restart"));
  }

  /** Present sessions that a new event of their unit may lie in, join or precede. */
  private Dataset<Row> touched(Tables tables, DateWindow window) {
    Column reached =
        unix_micros(col("ended_at")).geq(unix_micros(col("first.at")).minus(timeoutMicros));
    return tables.once(
        "touched sessions",
        () ->
            tables
                .read(OUTPUT.toString())
                .join(firstNew(tables, window), "unit")
                .where(reached)
                .select("session_id", "unit", "started_at", "entry_source", "entry_event_id"));
  }

  private static Dataset<Row> moved(Tables tables, DateWindow window) {
    return tables.once(
        "moved sessions",
        () ->
            tables
                .read(OUTPUT.toString())
                .join(ChangedCustomers.moved(tables, window), using("customer_id"), "left_semi"));
  }

  /**
   * Units of the window's own events, with the place of the first of them; of customers from whom
   * events may have been withdrawn all units, from their beginning on.
   */
  private static Dataset<Row> firstNew(Tables tables, DateWindow window) {
    return tables.once(
        "first new events",
        () ->
            events(tables)
                .where(window.loaded(col("_window_end")))
                .select(
                    col("unit"), place(col("event_at"), col("source"), col("event_id")).as("first"))
                .union(
                    tables
                        .read(OUTPUT.toString())
                        .join(
                            ChangedCustomers.withdrawn(tables, window),
                            using("customer_id"),
                            "left_semi")
                        .select(col("unit"), place(BEGINNING, lit(""), lit("")).as("first")))
                .groupBy("unit")
                .agg(min("first").as("first")));
  }

  /** Events of people, with the unit whose sessions they make. */
  private static Dataset<Row> events(Tables tables) {
    return tables
        .read("silver.events")
        .where(functions.not(col("is_bot")))
        .withColumn("unit", unit());
  }

  /** What an event's session is formed by. */
  static Column unit() {
    return coalesce(
        concat(lit(Sessions.DEVICE), col("device_id")),
        concat(lit("login:"), col("user_id")),
        concat(lit("event:"), col("source"), lit(":"), col("event_id")));
  }

  /** The total order of events. */
  private static Column place(Column at, Column source, Column id) {
    return struct(at.as("at"), source.as("source"), id.as("id"));
  }

  private static String[] using(String column) {
    return new String[] {column};
  }
}
