package io.journeyhouse.common.quality;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.contract.Expectation;
import io.journeyhouse.common.contract.Expectation.OnFail;
import io.journeyhouse.common.contract.TableContract;
import io.journeyhouse.common.contract.WriteMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Judges a table's new rows by its contract: which rows go into quarantine, and, in one aggregate
 * pass, how many rows break which rule.
 */
public final class ExpectationRunner {
  private static final String SOURCE = "source";
  private static final String FILE = "_source_file";
  private static final String FAILS = "_fails_";

  private final List<Rule> quarantining = new ArrayList<>();
  private final List<Expectation> counted;
  private final List<Expectation> uniques;
  private final List<String> layout;

  private record Rule(String name, Column fails, String reason) {}

  public ExpectationRunner(TableContract contract) {
    contract.columns().stream()
        .filter(io.journeyhouse.common.contract.Column::required)
        .map(c -> new Rule("required:" + c.name(), col(c.name()).isNull(), "is missing"))
        .forEach(quarantining::add);
    for (Expectation e : contract.expectations()) {
      if (e.sql() != null && e.onFail() == OnFail.QUARANTINE) {
        quarantining.add(new Rule(e.name(), fails(e.sql()), "must hold: " + e.sql()));
      }
    }
    layout = contract.layout().clusterBy();
    counted =
        contract.expectations().stream()
            .filter(e -> e.sql() != null && e.onFail() != OnFail.QUARANTINE)
            .toList();
    List<Expectation> declared =
        contract.expectations().stream().filter(e -> e.sql() == null).toList();
    uniques = new ArrayList<>(declared);
    // what is merged was de-duplicated by its job, which counts what it drops
    if (contract.write().mode() != WriteMode.MERGE
        && declared.stream().noneMatch(e -> e.unique().equals(contract.key()))) {
      uniques.add(new Expectation("key-is-unique", null, contract.key(), OnFail.STOP));
    }
  }

  /**
   * Gives every row an outcome and a reason: the transform's own, or else the first rule for
   * quarantine that the row breaks.
   */
  public Dataset<Row> judge(Dataset<Row> rows) {
    List<String> present = Arrays.asList(rows.columns());
    Column given =
        (present.contains(Outcome.COLUMN) ? col(Outcome.COLUMN) : lit(null)).cast("string");
    Column why =
        (present.contains(Outcome.REASON) ? col(Outcome.REASON) : lit(null)).cast("string");
    Column broken = lit(null).cast("string");
    Column reason = lit(null).cast("string");
    for (int i = quarantining.size() - 1; i >= 0; i--) {
      Rule rule = quarantining.get(i);
      broken = when(rule.fails(), rule.name()).otherwise(broken);
      reason = when(rule.fails(), rule.reason()).otherwise(reason);
    }
    Column good = given.isNull().or(given.equalTo(Outcome.UPDATE));
    List<Column> columns = new ArrayList<>();
    present.stream()
        .filter(name -> !name.equals(Outcome.COLUMN) && !name.equals(Outcome.REASON))
        .forEach(name -> columns.add(col(name)));
    columns.add(coalesce(when(good, broken), given).as(Outcome.COLUMN));
    columns.add(coalesce(when(good, reason), why).as(Outcome.REASON));
    return rows.select(columns.toArray(Column[]::new));
  }

  /**
   * What {@link #check}, {@link Quarantine} and the layout of a new table look at of judged rows:
   * few columns, and where a row came from only of those that are not accepted.
   */
  public Dataset<Row> verdicts(Dataset<Row> judged) {
    List<String> present = Arrays.asList(judged.columns());
    Map<String, Column> columns = new LinkedHashMap<>();
    layout.stream().limit(1).forEach(name -> columns.put(name, col(name)));
    uniques.forEach(unique -> unique.unique().forEach(name -> columns.put(name, col(name))));
    for (String name : Quarantine.TECHNICAL) {
      if (present.contains(name)) {
        boolean isOfAll = List.of(SOURCE, Outcome.COPIES, Outcome.COLUMN).contains(name);
        Column value = isOfAll ? col(name) : when(not(Outcome.accepted()), col(name)).as(name);
        columns.putIfAbsent(name, value);
      }
    }
    for (int i = 0; i < counted.size(); i++) {
      Column fails = fails(String.valueOf(counted.get(i).sql()));
      columns.put(FAILS + i, fails.cast("long").as(FAILS + i));
    }
    return judged.select(columns.values().toArray(Column[]::new));
  }

  /**
   * Counts rows by source and outcome, and by rule among the good ones.
   *
   * @param verdicts of all judged rows
   */
  public QualityReport check(Dataset<Row> verdicts) {
    // without a file beside it, source is any other column, such as a session's campaign tag
    List<String> present = Arrays.asList(verdicts.columns());
    boolean hasSource = present.containsAll(List.of(SOURCE, FILE));
    List<Column> sums = new ArrayList<>();
    // a row of its own for each copy is not needed to count it
    boolean hasCopies = present.contains(Outcome.COPIES);
    sums.add((hasCopies ? coalesce(sum(Outcome.COPIES), lit(0L)) : lit(0L)).as("copies"));
    for (int i = 0; i < counted.size(); i++) {
      sums.add(coalesce(sum(FAILS + i), lit(0L)).as(FAILS + i));
    }
    Column source = hasSource ? coalesce(col(SOURCE), lit("")) : lit("");
    List<Row> groups =
        verdicts
            .groupBy(source.as("source"), coalesce(col(Outcome.COLUMN), lit("")).as("outcome"))
            .agg(count(lit(1)).as("n"), sums.toArray(Column[]::new))
            .collectAsList();
    Map<String, Map<String, Long>> bySource = new TreeMap<>();
    long[] failed = new long[counted.size()];
    long good = 0;
    for (Row group : groups) {
      String outcome = group.getString(1);
      bySource
          .computeIfAbsent(group.getString(0), s -> new HashMap<>())
          .merge(outcome, group.getLong(2), Long::sum);
      if (group.getLong(3) > 0) {
        bySource.get(group.getString(0)).merge(Outcome.DUPLICATE, group.getLong(3), Long::sum);
      }
      if (outcome.isEmpty() || outcome.equals(Outcome.UPDATE)) {
        good += group.getLong(2);
        for (int i = 0; i < failed.length; i++) {
          failed[i] += group.getLong(4 + i);
        }
      }
    }
    List<CheckResult> checks = new ArrayList<>();
    for (int i = 0; i < failed.length; i++) {
      checks.add(result(counted.get(i), good, failed[i]));
    }
    for (Expectation unique : uniques) {
      checks.add(result(unique, good, good == 0 ? 0 : repeated(verdicts, unique.unique())));
    }
    long judgedGood = good;
    quarantineCounts(bySource)
        .forEach((rule, n) -> checks.add(new CheckResult(rule, "quarantine", judgedGood + n, n)));
    return new QualityReport(bySource, checks);
  }

  private static Map<String, Long> quarantineCounts(Map<String, Map<String, Long>> bySource) {
    Map<String, Long> counts = new TreeMap<>();
    bySource
        .values()
        .forEach(
            outcomes ->
                outcomes.forEach(
                    (outcome, n) -> {
                      if (!outcome.isEmpty()
                          && !outcome.equals(Outcome.UPDATE)
                          && !Outcome.DROPPED.contains(outcome)) {
                        counts.merge(outcome, n, Long::sum);
                      }
                    }));
    return counts;
  }

  private static long repeated(Dataset<Row> verdicts, List<String> columns) {
    Row row =
        verdicts
            .where(Outcome.accepted())
            .groupBy(
                columns.stream().map(org.apache.spark.sql.functions::col).toArray(Column[]::new))
            .agg(count(lit(1)).as("n"))
            .where(col("n").gt(1))
            .agg(coalesce(sum("n"), lit(0L)))
            .head();
    return row.getLong(0);
  }

  private static CheckResult result(Expectation rule, long rows, long failed) {
    return new CheckResult(
        rule.name(), rule.onFail().name().toLowerCase(Locale.ROOT), rows, failed);
  }

  /** A rule breaks where it is false; null counts as kept, as in a SQL check. */
  private static Column fails(String sql) {
    return not(coalesce(expr(sql), lit(true)));
  }
}
