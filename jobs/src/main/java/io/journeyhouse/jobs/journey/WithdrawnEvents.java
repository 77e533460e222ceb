package io.journeyhouse.jobs.journey;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Whose sessions events that are withdrawn are part of. */
public final class WithdrawnEvents {
  private WithdrawnEvents() {}

  /**
   * {@code customer_id} of all sessions of the devices and logins that events are of.
   *
   * @param sessions {@code gold.fct_session}
   * @param events rows of {@code silver.events}
   */
  public static Dataset<Row> customers(Dataset<Row> sessions, Dataset<Row> events) {
    Dataset<Row> units = events.select(SessionJob.unit().as("unit")).distinct();
    return sessions.join(units, new String[] {"unit"}, "left_semi").select("customer_id");
  }
}
