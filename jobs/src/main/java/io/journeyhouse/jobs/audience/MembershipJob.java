package io.journeyhouse.jobs.audience;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_append;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.workspace.AudienceConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * Who belongs to which audience, from when to when. Contract:
 * sql/audience/segment_membership/table.yml.
 *
 * <p>The table is written anew each time from its own rows: those that ended before the window's
 * end, or began after it, stay as they are; the one that stands at it is continued or ended. A
 * second run of the same window thus finds what the first one left and gives the same rows, and a
 * later run of an earlier window changes only what stood then.
 */
final class MembershipJob implements TableJob {
  private static final String OWN = "audience.segment_membership";
  private static final Column FOREVER = lit(Instant.parse("9999-12-31T00:00:00Z"));
  private static final String[] INTERVAL = {
    "entered_at", "left_at", "entered_because", "version", "definition_hash"
  };

  private final List<AudienceConfig> audiences;

  MembershipJob(List<AudienceConfig> audiences) {
    this.audiences = audiences;
  }

  /** A definition's number, and why who now enters does so. */
  private record Version(int number, String hash, String reason) {}

  @Override
  public TableName output() {
    return TableName.of(OWN);
  }

  @Override
  public Dataset<Row> replacedKeys(Tables tables, DateWindow window) {
    return tables.read(OWN).select("audience").distinct();
  }

  @Override
  public Dataset<Row> transform(Tables tables, DateWindow window) {
    Map<String, Version> versions = versions(tables);
    Dataset<Row> rows = present(tables, window).unionByName(fitting(tables, window), true);
    return continued(rows, window, versions);
  }

  /** The customers who fit: {@code audience, customer_id, fits}. */
  private Dataset<Row> fitting(Tables tables, DateWindow window) {
    Set<String> used = new HashSet<>();
    audiences.forEach(audience -> used.addAll(audience.features()));
    Dataset<Row> features = Features.of(tables, window, used);
    // conditions are checked on a frame without a history to analyse each time
    Dataset<Row> empty = tables.spark().createDataFrame(List.of(), features.schema());
    List<Column> names = new ArrayList<>();
    for (AudienceConfig audience : audiences) {
      names.add(when(condition(audience, empty), audience.name()));
    }
    return features.select(
        explode(array_compact(array(names.toArray(Column[]::new)))).as("audience"),
        col("customer_id"),
        lit(true).as("fits"));
  }

  private static Column condition(AudienceConfig audience, Dataset<Row> features) {
    try {
      Column condition = expr(audience.when());
      if (features.select(condition).schema().apply(0).dataType() == DataTypes.BooleanType) {
        return condition;
      }
    } catch (Exception e) {
      // Spark's analysis throws a checked exception that its signatures do not declare
      if (!(e instanceof AnalysisException)) {
        throw e;
      }
    }
    throw Errors.of(
        ErrorCode.CONFIG_EXPRESSION,
        audience.where() + ": the condition of " + audience.name() + " is not true or false",
        "compare features with values of their kind, for example purchases > 0");
  }

  /** The table's rows; those that stand belong to whom their customer was merged into. */
  private static Dataset<Row> present(Tables tables, DateWindow window) {
    Dataset<Row> merged =
        tables
            .read("gold.customer_alias")
            .where(
                col("reason")
                    .equalTo("merged")
                    .and(col("valid_from").leq(window.end()))
                    .and(col("valid_to").isNull().or(col("valid_to").gt(window.end()))))
            .select(col("old_id"), col("customer_id").as("survivor"));
    Column stands =
        col("entered_at")
            .leq(window.end())
            .and(col("left_at").isNull().or(col("left_at").geq(window.end())));
    return tables
        .read(OWN)
        .withColumn("stands", stands)
        .join(merged, col("stands").and(col("customer_id").equalTo(col("old_id"))), "left")
        .select(
            col("audience"),
            coalesce(col("survivor"), col("customer_id")).as("customer_id"),
            col("entered_at"),
            col("left_at"),
            col("entered_because"),
            col("version"),
            col("definition_hash"),
            col("stands"),
            col("survivor").isNotNull().as("moved"));
  }

  private Dataset<Row> continued(
      Dataset<Row> rows, DateWindow window, Map<String, Version> versions) {
    Column stands = coalesce(col("stands"), lit(false));
    Column interval = struct(columns(INTERVAL));
    // the earliest; where two began together, the customer's own
    Column first =
        struct(
            col("entered_at"),
            col("moved"),
            col("entered_because"),
            col("version"),
            col("definition_hash"));
    Column later = col("entered_at").gt(window.end());
    Dataset<Row> customers =
        rows.groupBy("audience", "customer_id")
            .agg(
                coalesce(max("fits"), lit(false)).as("fits"),
                min(when(stands, first)).as("first"),
                max(when(stands, coalesce(col("left_at"), FOREVER))).as("until"),
                min(when(later, col("entered_at"))).as("next"),
                collect_list(when(not(stands).and(col("entered_at").isNotNull()), interval))
                    .as("others"));
    Dataset<Row> current =
        customers.join(broadcast(definitions(rows, versions)), new String[] {"audience"}, "left");
    Column withThis = array_compact(array_append(col("others"), interval(window)));
    return current
        .select(col("audience"), col("customer_id"), explode(withThis).as("i"))
        .select("audience", "customer_id", "i.*");
  }

  /** What becomes of the interval that stands, or begins, at the window's end; null for none. */
  private static Column interval(DateWindow window) {
    Column end = window.end();
    Column first = col("first");
    Column none = first.isNull();
    Column because =
        when(first.getField("moved"), "merge").otherwise(first.getField("entered_because"));
    // what an earlier run of this window ended goes on, up to where a later run's begins
    Column until =
        when(none.or(col("until").equalTo(end)), col("next"))
            .otherwise(nullif(col("until"), FOREVER));
    Column stays =
        struct(
            coalesce(first.getField("entered_at"), end).as("entered_at"),
            until.as("left_at"),
            coalesce(because, col("reason")).as("entered_because"),
            col("now_version").as("version"),
            col("now_hash").as("definition_hash"));
    Column leaves =
        struct(
            first.getField("entered_at").as("entered_at"),
            end.as("left_at"),
            because.as("entered_because"),
            first.getField("version").as("version"),
            first.getField("definition_hash").as("definition_hash"));
    return when(col("fits"), stays).when(first.getField("entered_at").lt(end), leaves);
  }

  private static Dataset<Row> definitions(Dataset<Row> rows, Map<String, Version> versions) {
    List<Row> list =
        versions.entrySet().stream()
            .map(
                e ->
                    org.apache.spark.sql.RowFactory.create(
                        e.getKey(),
                        e.getValue().number(),
                        e.getValue().hash(),
                        e.getValue().reason()))
            .toList();
    return rows.sparkSession()
        .createDataFrame(
            list,
            org.apache.spark.sql.types.StructType.fromDDL(
                "audience string, now_version int, now_hash string, reason string"));
  }

  /** Numbers the definitions: one that differs from the last that had a member is the next. */
  private Map<String, Version> versions(Tables tables) {
    Map<String, Row> last = new HashMap<>();
    if (tables.hasRows(OWN)) {
      tables
          .read(OWN)
          .groupBy("audience")
          .agg(max(struct("version", "definition_hash")).as("last"))
          .collectAsList()
          .forEach(row -> last.put(row.getString(0), row.getStruct(1)));
    }
    Map<String, Version> versions = new HashMap<>();
    for (AudienceConfig audience : audiences) {
      String hash = audience.definitionHash();
      Row before = last.get(audience.name());
      boolean changed = before != null && !before.getString(1).equals(hash);
      int number = before == null ? 1 : before.getInt(0) + (changed ? 1 : 0);
      versions.put(audience.name(), new Version(number, hash, changed ? "version" : "rule"));
    }
    return versions;
  }

  private static Column[] columns(String... names) {
    return java.util.Arrays.stream(names)
        .map(org.apache.spark.sql.functions::col)
        .toArray(Column[]::new);
  }
}
