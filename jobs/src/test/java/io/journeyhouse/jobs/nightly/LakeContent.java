package io.journeyhouse.jobs.nightly;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.lake.Lake;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** What the tables of a lake hold, in a form in which two lakes can be compared. */
final class LakeContent {
  /** When and by which run a row was learned: differs between one run and several. */
  private static final Set<String> LEARNED =
      Set.of(
          "_window_end",
          "_ingested_at",
          "_run_id",
          "run_id",
          "window_end",
          "resolved_at",
          "valid_from",
          "valid_to",
          "former_identifiers");

  /** Where a row came from: differs where the same content was delivered in other files. */
  private static final Set<String> LINEAGE = Set.of("_source_row_key");

  /** Tables of what runs learned and when; of those that have versions the current rows count. */
  private static final Set<String> OF_RUNS =
      Set.of(
          "gold.customer_alias",
          "gold.identity_event",
          "ops.changed_customer",
          "audience.export_batch");

  private static final Set<String> LOGS = Set.of("ops.run", "ops.check_result", "ops.landed_file");

  /** When and from where a file was read. */
  private static final Set<String> OF_FILES = Set.of("_ingested_at", "_source_file", "source_file");

  private LakeContent() {}

  /** All rows of all tables that hold facts, the columns of lineage left out. */
  static TreeMap<String, List<String>> facts(Lake lake) {
    Map<String, Dataset<Row>> names =
        Map.of(
            "customer_id", names(lake, "gold.customer_record_link", "customer_id"),
            "household_id", names(lake, "gold.household_record", "household_id"));
    TreeMap<String, List<String>> content = new TreeMap<>();
    for (TableName table : lake.tables()) {
      boolean isFact =
          !OF_RUNS.contains(table.toString()) && !Set.of("bronze", "ops").contains(table.layer());
      if (isFact) {
        Set<String> ignored = new TreeSet<>(LEARNED);
        ignored.addAll(LINEAGE);
        if (table.layer().equals("audience")) {
          ignored.addAll(List.of("entered_at", "left_at", "entered_because"));
        }
        content.put(table.toString(), lines(current(lake.read(table)), names, ignored));
      }
    }
    return content;
  }

  /** All rows of all tables but the logs of runs, to the letter. */
  static TreeMap<String, List<String>> exact(Lake lake) {
    TreeMap<String, List<String>> content = new TreeMap<>();
    tablesButLogs(lake)
        .forEach(
            table -> content.put(table.toString(), lines(lake.read(table), Map.of(), OF_FILES)));
    return content;
  }

  /** As {@link #exact}, for large lakes: of each table the number of rows and a sum over them. */
  static TreeMap<String, String> sums(Lake lake) {
    TreeMap<String, String> content = new TreeMap<>();
    for (TableName table : tablesButLogs(lake)) {
      Column hash = functions.xxhash64(col("line")).cast("decimal(38,0)");
      Row sum =
          asLines(lake.read(table), OF_FILES)
              .agg(functions.count(functions.lit(1)), functions.sum(hash))
              .head();
      content.put(table.toString(), sum.toString());
    }
    return content;
  }

  private static List<TableName> tablesButLogs(Lake lake) {
    return lake.tables().stream().filter(table -> !LOGS.contains(table.toString())).toList();
  }

  private static Dataset<Row> current(Dataset<Row> rows) {
    List<String> columns = Arrays.asList(rows.columns());
    if (columns.contains("is_current") && columns.contains("valid_from")) {
      return rows.where(col("is_current"));
    }
    if (columns.contains("valid_to")) {
      return rows.where(col("valid_to").isNull());
    }
    if (columns.contains("former_identifiers")) {
      // the key of a record that is gone stays, so that what it once said is looked at again
      return rows.where(not(col("is_deleted")));
    }
    if (columns.contains("change") && columns.contains("block")) {
      return rows.groupBy("record_key", "block", "part", "key", "model_version")
          .agg(functions.sum("change").as("change"))
          .where(col("change").gt(0));
    }
    if (columns.contains("left_at") && columns.contains("audience")) {
      return rows.where(col("left_at").isNull());
    }
    return rows;
  }

  /** Ids are of no account: here who has one is called by the smallest record. */
  private static Dataset<Row> names(Lake lake, String table, String id) {
    return lake.read(TableName.of(table))
        .where(col("is_current"))
        .groupBy(id)
        .agg(min("record_key").as("_name"));
  }

  private static List<String> lines(
      Dataset<Row> rows, Map<String, Dataset<Row>> names, Set<String> ignored) {
    Dataset<Row> named = rows;
    for (Map.Entry<String, Dataset<Row>> each : names.entrySet()) {
      String id = each.getKey();
      if (Arrays.asList(rows.columns()).contains(id)) {
        named =
            named
                .join(functions.broadcast(each.getValue()), new String[] {id}, "left")
                .withColumn(id, coalesce(col("_name"), col(id)))
                .drop("_name");
      }
    }
    return asLines(named, ignored).collectAsList().stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  private static Dataset<Row> asLines(Dataset<Row> rows, Set<String> ignored) {
    List<Column> columns = new ArrayList<>();
    for (String column : new TreeSet<>(Arrays.asList(rows.columns()))) {
      if (!ignored.contains(column)) {
        columns.add(col(column));
      }
    }
    return rows.select(functions.struct(columns.toArray(Column[]::new)).cast("string").as("line"));
  }
}
