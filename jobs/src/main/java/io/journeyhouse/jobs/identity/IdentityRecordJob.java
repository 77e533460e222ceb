package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_union;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.map_filter;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.quality.Outcome;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.matching.FullName;
import io.journeyhouse.jobs.workspace.IdentityConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What records state of who they are: exactly, and as it is compared. Contract:
 * sql/gold/identity_record/table.yml.
 */
final class IdentityRecordJob implements TableJob {
  static final String OUTPUT = "gold.identity_record";
  private static final String RECORDS = "silver.customer_records";
  private static final List<String> LISTS = List.of("emails", "phones");

  private final IdentityConfig config;
  private final Blocked blocked;

  IdentityRecordJob(IdentityConfig config) {
    this.config = config;
    blocked = Blocked.of(config);
  }

  @Override
  public TableName output() {
    return TableName.of(OUTPUT);
  }

  @Override
  public Dataset<Row> transform(Tables tables, DateWindow window) {
    Dataset<Row> records = tables.read(RECORDS);
    Column now = window.end();
    if (!tables.hasRows(OUTPUT)) {
      return stated(records.where(not(col("is_deleted"))))
          .withColumn("is_comparable", size(col("features")).gt(0))
          .withColumn("former_identifiers", Statements.none())
          .withColumn("_window_end", now);
    }
    Dataset<Row> own = tables.read(OUTPUT);
    // those of withdrawn files, of which another file may state something still
    Column isEmptied = col("is_deleted").and(col("_window_end").equalTo(now));
    Dataset<Row> emptied =
        own.where(isEmptied).select(col("record_key"), lit(true).as("is_emptied"));
    Column isAgain = col("known_end").equalTo(now);
    Column saysTheSame = col("identifiers").equalTo(col("known_identifiers"));
    Column former =
        when(isAgain.and(saysTheSame), col("known_former"))
            .when(isAgain, array_union(col("known_former"), col("known_identifiers")))
            .otherwise(col("known_identifiers"));
    Column isChanged =
        window.loaded(col("_window_end")).or(coalesce(col("is_emptied"), lit(false)));
    Column isLookedAt = Decisions.blocksAnew(tables, window) ? lit(true) : isChanged;
    Dataset<Row> lookedAt =
        records
            .join(emptied, new String[] {"record_key"}, "left")
            .where(isLookedAt)
            .withColumn("is_changed", isChanged);
    return stated(lookedAt, "is_changed")
        .join(
            own.select(
                col("record_key"),
                col("identifiers").as("known_identifiers"),
                col("former_identifiers").as("known_former"),
                coalesce(col("blocked_identifiers"), Statements.none()).as("known_blocked"),
                col("_window_end").as("known_end")),
            new String[] {"record_key"},
            "left")
        .where(not(col("is_deleted")).or(col("known_end").isNotNull()))
        .withColumn("identifiers", unlessDeleted("identifiers"))
        .withColumn("blocked_identifiers", unlessDeleted("blocked_identifiers"))
        .where(
            col("is_changed").or(not(col("blocked_identifiers").eqNullSafe(col("known_blocked")))))
        .withColumn("former_identifiers", coalesce(former, Statements.none()))
        .withColumn("features", when(col("is_deleted"), noFeatures()).otherwise(col("features")))
        .withColumn("is_comparable", size(col("features")).gt(0))
        .withColumn(Outcome.COLUMN, when(col("known_end").isNotNull(), Outcome.UPDATE))
        .withColumn("_window_end", now);
  }

  /** Rows of records as if these were deleted, for the window's run to look at again. */
  static Dataset<Row> emptied(Dataset<Row> rows, DateWindow window) {
    return rows.withColumn("former_identifiers", col("identifiers"))
        .withColumn("identifiers", Statements.none())
        .withColumn("blocked_identifiers", Statements.none())
        .withColumn("features", noFeatures())
        .withColumn("is_comparable", lit(false))
        .withColumn("is_deleted", lit(true))
        .withColumn("_window_end", window.end());
  }

  private static Column unlessDeleted(String identifiers) {
    return when(col("is_deleted"), Statements.none()).otherwise(col(identifiers));
  }

  private static Column noFeatures() {
    return map().cast("map<string,array<string>>");
  }

  private Dataset<Row> stated(Dataset<Row> records, String... others) {
    return Statements.of(
        blocked.leftOut(records).withColumn("features", features()),
        Stream.concat(Stream.of("source", "features", "blocked_identifiers"), Arrays.stream(others))
            .toArray(String[]::new));
  }

  /** Field to values, of the fields that have any. */
  private Column features() {
    List<Column> entries = new ArrayList<>();
    config
        .fields()
        .forEach(
            (field, kind) -> {
              Column[] texts =
                  config.compared().stream()
                      .filter(column -> column.field().equals(field))
                      .map(column -> texts(column.column()))
                      .toArray(Column[]::new);
              entries.add(lit(field));
              entries.add(kind.tidied(concat(texts)));
            });
    return entries.isEmpty()
        ? noFeatures()
        : map_filter(map(entries.toArray(Column[]::new)), (field, values) -> size(values).gt(0));
  }

  /** An array of texts, none of them null. */
  private static Column texts(String column) {
    if (LISTS.contains(column)) {
      return array_distinct(col(column));
    }
    return array_compact(array(text(column)));
  }

  private static Column text(String column) {
    if (column.equals("given_name") || column.equals("family_name")) {
      Column full =
          when(col("given_name").isNull().and(col("family_name").isNull()), col("full_name"));
      return coalesce(
          col(column),
          column.equals("given_name") ? FullName.givenName(full) : FullName.surname(full));
    }
    if (column.equals("street")) {
      return when(col("street").isNotNull(), concat_ws(" ", col("street"), col("house_number")));
    }
    return nullif(
        (column.startsWith(IdentityConfig.ATTRIBUTE)
                ? col("attributes").getItem(column.substring(IdentityConfig.ATTRIBUTE.length()))
                : col(column))
            .cast("string"),
        lit(""));
  }
}
