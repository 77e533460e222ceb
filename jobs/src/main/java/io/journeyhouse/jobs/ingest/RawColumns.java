package io.journeyhouse.jobs.ingest;

import io.journeyhouse.common.contract.Column;
import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.sql.ExpressionGuard;
import io.journeyhouse.jobs.workspace.SourceConfig;
import io.journeyhouse.jobs.workspace.SourceConfig.Grain;
import io.journeyhouse.jobs.workspace.SourceConfig.Kind;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;

/**
 * The raw columns of a source that its mapping uses.
 *
 * @param names all of them, in order
 * @param required those without which no good row can come of it
 */
record RawColumns(List<String> names, List<String> required) implements Serializable {
  private static final TableName PERSONS = TableName.of("silver.customer_records");
  private static final TableName ORDERS = TableName.of("silver.orders");
  private static final TableName ORDER_LINES = TableName.of("silver.order_lines");

  static RawColumns of(SourceConfig source, Contracts contracts) {
    Set<String> names = new TreeSet<>();
    Stream.of(source.columns(), source.identifiers(), source.person())
        .flatMap(expressions -> expressions.values().stream())
        .forEach(expression -> names.addAll(used(source, expression)));
    Set<String> required = new TreeSet<>();
    boolean isLines = source.kind() == Kind.POS && source.grain() == Grain.LINE;
    List<TableName> silver =
        isLines ? List.of(ORDER_LINES, ORDERS) : List.of(source.kind().silver());
    silver.forEach(table -> required.addAll(required(source, source.columns(), table, contracts)));
    required.addAll(required(source, source.person(), PERSONS, contracts));
    // names that differ in case alone are one column
    Set<String> distinct = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    distinct.addAll(names);
    Set<String> needed = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    needed.addAll(required);
    List<String> ordered = new ArrayList<>(new TreeSet<>(distinct));
    return new RawColumns(ordered, ordered.stream().filter(needed::contains).toList());
  }

  private static Set<String> required(
      SourceConfig source, Map<String, String> expressions, TableName silver, Contracts contracts) {
    Set<String> needed =
        contracts.find(silver).stream()
            .flatMap(contract -> contract.columns().stream())
            .filter(RawColumns::isNeeded)
            .map(Column::name)
            .collect(Collectors.toSet());
    Set<String> used = new TreeSet<>();
    expressions.forEach(
        (canonical, expression) -> {
          if (needed.contains(canonical)) {
            used.addAll(used(source, expression));
          }
        });
    return used;
  }

  /** Lists and flags are never null either, but are empty or false where a row says nothing. */
  private static boolean isNeeded(Column column) {
    return column.required()
        && !(column.type() instanceof ArrayType)
        && !(column.type() instanceof BooleanType);
  }

  private static Set<String> used(SourceConfig source, String expression) {
    Set<String> used = new TreeSet<>(ExpressionGuard.check(source.where(), expression, null));
    used.removeIf(Bronze::isTechnical);
    return used;
  }
}
