package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.matching.Clusters;
import io.journeyhouse.jobs.matching.Decided;
import io.journeyhouse.jobs.matching.Limits;
import io.journeyhouse.jobs.workspace.Decision;
import io.journeyhouse.jobs.workspace.Decision.Action;
import io.journeyhouse.jobs.workspace.IdentityConfig;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How to read {@code gold.identity_decision}. */
final class Decisions {
  static final String SETTING = "setting";
  static final String IN_FORCE = "in_force";
  static final String PENDING = "pending";
  static final String WITHDRAWN = "withdrawn";

  private Decisions() {}

  /** A group of settings of identity.yml; a run that finds it changed looks at all again. */
  enum Setting {
    /** Which values name nobody. */
    BLOCKED {
      @Override
      String in(IdentityConfig config) {
        return new TreeMap<>(config.blocked()).toString();
      }
    },

    /** How many records may state a value. */
    CAPS {
      @Override
      String in(IdentityConfig config) {
        return new TreeMap<>(config.caps()).toString();
      }
    },

    /** What is put together of what is connected. */
    CLUSTERS {
      @Override
      String in(IdentityConfig config) {
        Limits limits = config.limits();
        return List.of(
                limits.types(),
                new TreeSet<>(limits.duplicateFree()),
                limits.records(),
                limits.identifiers(),
                limits.ambiguityBits(),
                config.settings().cutting())
            .toString();
      }
    };

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** What is set, in words that are the same for the same settings. */
    abstract String in(IdentityConfig config);

    /** Whether the window's run is the first that sees it so. */
    boolean isNew(Tables tables, DateWindow window) {
      return !changed(tables, window).where(isIt()).isEmpty();
    }

    private Column isIt() {
      return col("action").equalTo(SETTING).and(col("left").equalTo(word()));
    }
  }

  /** Whether the window's run blocks values that were not blocked, or no longer those that were. */
  static boolean blocksAnew(Tables tables, DateWindow window) {
    return !changed(tables, window)
        .where(Setting.BLOCKED.isIt().or(isOf(Action.BLOCK_VALUE)))
        .isEmpty();
  }

  /** Decisions of two records that are others since the window's run. */
  static Dataset<Row> ofPairs(Tables tables, DateWindow window) {
    return changed(tables, window).where(isOf(Action.MERGE).or(isOf(Action.SPLIT)));
  }

  /** {@code record_key} of whom the run puts together or parts because decisions changed. */
  static Dataset<Row> touched(Tables tables, DateWindow window) {
    Dataset<Row> pairs = ofPairs(tables, window);
    return pairs
        .select(col("left").as("record_key"))
        .union(pairs.select(col("right").as("record_key")));
  }

  /** Edges of the records that stewards merged, in the columns that {@link Components} asks for. */
  static Dataset<Row> merges(Dataset<Row> decisions) {
    return decisions
        .where(isOf(Action.MERGE).and(col("status").equalTo(IN_FORCE)))
        .select(
            col("left"),
            col("right"),
            lit(Edges.STEWARD_MERGE).as("rule"),
            lit(null).cast("float").as("bits"));
  }

  /** What was decided of pairs of records, be they there or not. */
  static Decided decided(List<Decision> decisions) {
    return new Decided(pairs(decisions, Action.MERGE), pairs(decisions, Action.SPLIT));
  }

  private static List<Clusters.Pair> pairs(List<Decision> decisions, Action action) {
    return decisions.stream()
        .filter(decision -> decision.action() == action)
        .map(decision -> new Clusters.Pair(decision.left(), decision.right()))
        .toList();
  }

  private static Dataset<Row> changed(Tables tables, DateWindow window) {
    return tables.once(
        "changed decisions",
        () ->
            tables
                .read(IdentityDecisionJob.OUTPUT)
                .where(col("_window_end").equalTo(window.end())));
  }

  private static Column isOf(Action action) {
    return col("action").equalTo(action.word());
  }
}
