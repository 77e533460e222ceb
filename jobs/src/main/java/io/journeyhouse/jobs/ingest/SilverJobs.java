package io.journeyhouse.jobs.ingest;

import io.journeyhouse.common.contract.TableContract;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.jobs.workspace.CanonicalColumns;
import io.journeyhouse.jobs.workspace.SourceConfig;
import io.journeyhouse.jobs.workspace.SourceConfig.Grain;
import io.journeyhouse.jobs.workspace.SourceConfig.Kind;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The jobs of silver: typed, conformed facts, all sources of a kind together. */
public final class SilverJobs {
  private final List<SourceConfig> sources;
  private final long fewBytes;
  private final List<TableJob> jobs = new ArrayList<>();

  private SilverJobs(List<SourceConfig> sources, long fewBytes) {
    this.sources = sources;
    this.fewBytes = fewBytes;
  }

  /**
   * One job for each table that has a source.
   *
   * @param businessZone the zone in which business days start and end
   */
  public static List<TableJob> all(List<SourceConfig> sources, ZoneId businessZone) {
    return all(sources, businessZone, Versions.FEW_BYTES);
  }

  /** As {@link #all(List, ZoneId)}, with rows of up to the given estimated bytes taken for few. */
  static List<TableJob> all(List<SourceConfig> sources, ZoneId businessZone, long fewBytes) {
    SilverJobs silver = new SilverJobs(sources, fewBytes);
    silver.add(
        "silver.events",
        true,
        of(Kind.CLICKSTREAM),
        (source, tables, window) ->
            Facts.events(
                Facts.eventMapping(source)
                    .typed(
                        Mapping.loaded(source, tables, window), window, contract("silver.events")),
                source,
                businessZone),
        Robots::flag);
    silver.add(
        "silver.orders",
        false,
        of(Kind.POS).and(Orders::hasOrders),
        (source, tables, window) -> Orders.orders(source, tables, window, businessZone));
    silver.add(
        "silver.order_lines",
        true,
        of(Kind.POS).and(source -> source.grain() == Grain.LINE),
        Orders::lines);
    silver.add("silver.customer_records", false, Persons::hasPersons, Persons::records);
    silver.addFacts(Kind.SUPPORT, (typed, source) -> Facts.support(typed));
    silver.addFacts(Kind.CAMPAIGNS, (typed, source) -> Facts.contacts(typed));
    silver.addFacts(Kind.SPEND, Facts::spend);
    silver.addFacts(Kind.PRODUCTS, Facts::products);
    silver.addFacts(Kind.CONSENTS, (typed, source) -> Facts.consents(typed));
    silver.addFacts(Kind.SURVEYS, (typed, source) -> Facts.surveys(typed));
    return List.copyOf(silver.jobs);
  }

  private void addFacts(Kind kind, BiFunction<Dataset<Row>, SourceConfig, Dataset<Row>> finish) {
    TableContract contract = CanonicalColumns.contract(kind.silver());
    add(
        kind.silver().toString(),
        true,
        of(kind),
        (source, tables, window) ->
            finish.apply(
                Mapping.of(source).typed(Mapping.loaded(source, tables, window), window, contract),
                source));
  }

  private void add(
      String table, boolean areRowsOfRows, Predicate<SourceConfig> takes, SilverJob.Rows rows) {
    add(table, areRowsOfRows, takes, rows, UnaryOperator.identity());
  }

  private void add(
      String table,
      boolean areRowsOfRows,
      Predicate<SourceConfig> takes,
      SilverJob.Rows rows,
      UnaryOperator<Dataset<Row>> last) {
    List<SourceConfig> taken = sources.stream().filter(takes).toList();
    if (!taken.isEmpty()) {
      jobs.add(new SilverJob(contract(table), taken, rows, areRowsOfRows, last, fewBytes));
    }
  }

  private static Predicate<SourceConfig> of(Kind kind) {
    return source -> source.kind() == kind;
  }

  private static TableContract contract(String table) {
    return CanonicalColumns.contract(TableName.of(table));
  }
}
