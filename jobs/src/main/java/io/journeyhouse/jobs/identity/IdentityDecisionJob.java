package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.quality.Outcome;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.identity.Decisions.Setting;
import io.journeyhouse.jobs.workspace.Decision;
import io.journeyhouse.jobs.workspace.Decision.Action;
import io.journeyhouse.jobs.workspace.IdentityConfig;
import java.sql.Date;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * What stewards decided and how identity.yml is set, and which of it a run sees for the first time.
 * Contract: sql/gold/identity_decision/table.yml.
 */
final class IdentityDecisionJob implements TableJob {
  static final String OUTPUT = "gold.identity_decision";
  private static final String[] KEY = {"action", "left", "right"};
  private static final String[] SAYS = {"by", "at", "reason", "line", "status", "why"};
  private static final StructType SCHEMA =
      new StructType()
          .add("action", DataTypes.StringType, false)
          .add("left", DataTypes.StringType, false)
          .add("right", DataTypes.StringType, false)
          .add("by", DataTypes.StringType)
          .add("at", DataTypes.DateType)
          .add("reason", DataTypes.StringType)
          .add("line", DataTypes.StringType, false)
          .add("status", DataTypes.StringType, false)
          .add("why", DataTypes.StringType);

  private final IdentityConfig config;

  IdentityDecisionJob(IdentityConfig config) {
    this.config = config;
  }

  @Override
  public TableName output() {
    return TableName.of(OUTPUT);
  }

  @Override
  public Dataset<Row> transform(Tables tables, DateWindow window) {
    Dataset<Row> now = now(tables);
    if (!tables.hasRows(OUTPUT)) {
      return now.withColumn("_window_end", window.end());
    }
    Dataset<Row> known =
        tables.read(OUTPUT).select(col("action"), col("left"), col("right"), says().as("was"));
    Column isStated = col("status").isNotNull();
    Column isWithdrawn = col("was.status").equalTo(Decisions.WITHDRAWN);
    return now.withColumn("is", says())
        .join(known, KEY, "full")
        .where(
            isStated
                .and(not(col("is").eqNullSafe(col("was"))))
                .or(not(isStated).and(not(isWithdrawn))))
        .select(
            col("action"),
            col("left"),
            col("right"),
            coalesce(col("by"), col("was.by")).as("by"),
            coalesce(col("at"), col("was.at")).as("at"),
            coalesce(col("reason"), col("was.reason")).as("reason"),
            coalesce(col("line"), col("was.line")).as("line"),
            coalesce(col("status"), lit(Decisions.WITHDRAWN)).as("status"),
            col("why"),
            window.end().as("_window_end"),
            when(col("was").isNotNull(), Outcome.UPDATE).as(Outcome.COLUMN));
  }

  /** Decisions that wait for a record. */
  @Override
  public List<String> notes(Tables tables, DateWindow window) {
    Set<String> present = present(tables);
    List<String> notes = new ArrayList<>();
    for (Decision decision : config.decisions()) {
      String missing = missing(decision, present);
      if (missing != null) {
        notes.add(decision.where() + ": " + decision.action().word() + " waits: " + missing);
      }
    }
    return notes;
  }

  private static Column says() {
    return struct(Stream.of(SAYS).map(functions::col).toArray(Column[]::new));
  }

  private Dataset<Row> now(Tables tables) {
    Set<String> present = present(tables);
    Map<List<String>, Row> rows = new LinkedHashMap<>();
    for (Decision decision : config.decisions()) {
      String missing = missing(decision, present);
      rows.putIfAbsent(
          List.of(decision.action().word(), decision.left(), decision.right()),
          RowFactory.create(
              decision.action().word(),
              decision.left(),
              decision.right(),
              decision.by(),
              Date.valueOf(decision.at()),
              decision.reason(),
              decision.where(),
              missing == null ? Decisions.IN_FORCE : Decisions.PENDING,
              missing));
    }
    List<Row> all = new ArrayList<>(rows.values());
    for (Setting setting : Setting.values()) {
      all.add(
          RowFactory.create(
              Decisions.SETTING,
              setting.word(),
              setting.in(config),
              null,
              null,
              null,
              "identity.yml",
              Decisions.IN_FORCE,
              null));
    }
    return tables.spark().createDataFrame(all, SCHEMA);
  }

  /** Keys of the records that are there, of those that decisions name. */
  private Set<String> present(Tables tables) {
    Object[] named =
        config.decisions().stream()
            .filter(decision -> decision.action() != Action.BLOCK_VALUE)
            .flatMap(decision -> Stream.of(decision.left(), decision.right()))
            .distinct()
            .toArray();
    return named.length == 0
        ? Set.of()
        : Set.copyOf(
            tables
                .read("silver.customer_records")
                .where(not(col("is_deleted")).and(col("record_key").isin(named)))
                .select("record_key")
                .as(Encoders.STRING())
                .collectAsList());
  }

  private static @Nullable String missing(Decision decision, Set<String> present) {
    boolean hasLeft = present.contains(decision.left());
    boolean hasRight = present.contains(decision.right());
    if (decision.action() == Action.BLOCK_VALUE || hasLeft && hasRight) {
      return null;
    }
    return hasLeft || hasRight
        ? "of its records only " + (hasLeft ? decision.left() : decision.right()) + " is there"
        : "none of its records is there";
  }
}
