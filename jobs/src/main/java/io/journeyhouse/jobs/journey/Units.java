package io.journeyhouse.jobs.journey;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.keys.Hashes;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.person.ChangedCustomers;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a table made of facts replaces in a run. Its rows belong to units: those made of sessions to
 * the sessions' unit, because sessions of a unit may end to exist when others are formed; a row of
 * any other fact is a unit of its own.
 */
final class Units {
  static final String UNIT = "unit";

  private Units() {}

  /** The unit of a fact of one kind, by its configured source and its id there. */
  static Column of(String kind, Column source, Column id) {
    return concat_ws(":", lit(kind), source, id);
  }

  /** The key of a fact's row, never made of a person. */
  static Column key(String kind, Column source, Column id) {
    return Hashes.surrogate(lit(kind), source, id);
  }

  /**
   * The units to replace: of sessions and facts that are new in this window, and of present rows of
   * customers whose identity changed.
   *
   * @param own the table
   * @param facts the facts other than sessions, with {@code unit} and {@code _window_end}
   */
  static Dataset<Row> replaced(
      Tables tables, DateWindow window, TableName own, Dataset<Row> facts) {
    return tables.once("replaced units", () -> find(tables, window, own, facts));
  }

  private static Dataset<Row> find(
      Tables tables, DateWindow window, TableName own, Dataset<Row> facts) {
    Column loaded = window.loaded(col("_window_end"));
    return tables
        .read("gold.fct_session")
        .where(loaded)
        .select(UNIT)
        .union(facts.where(loaded).select(UNIT))
        .union(
            tables
                .read(own.toString())
                .join(ChangedCustomers.moved(tables, window), using("customer_id"), "left_semi")
                .select(UNIT))
        .distinct();
  }

  /** Only rows of the given units. */
  static Dataset<Row> only(Dataset<Row> rows, Dataset<Row> units) {
    return rows.join(units, using(UNIT), "left_semi");
  }

  private static String[] using(String column) {
    return new String[] {column};
  }
}
