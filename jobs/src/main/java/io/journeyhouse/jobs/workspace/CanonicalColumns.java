package io.journeyhouse.jobs.workspace;

import io.journeyhouse.common.config.YamlMap;
import io.journeyhouse.common.config.YamlNode;
import io.journeyhouse.common.contract.Column;
import io.journeyhouse.common.contract.ContractReader;
import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableContract;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.jobs.workspace.SourceConfig.Grain;
import io.journeyhouse.jobs.workspace.SourceConfig.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The canonical columns: those that the contracts of silver promise and a source can map. */
public final class CanonicalColumns {
  /** What silver itself works out; a mapping of it would only be in the way. */
  private static final Set<String> DERIVED =
      Set.of(
          "source",
          "record_key",
          "event_date",
          "order_date",
          "line_count",
          "identifiers",
          "properties",
          "attributes");

  /** Required columns that have a default where they are not mapped. */
  private static final Set<String> DEFAULTED =
      Set.of(
          "currency",
          "order_type",
          "line_no",
          "line_type",
          "is_bot",
          "is_active",
          "is_deleted",
          "emails",
          "phones",
          "user_ids",
          "device_ids",
          "topics");

  private static final TableName LINES = TableName.of("silver.order_lines");
  private static final TableName PERSONS = TableName.of("silver.customer_records");

  private CanonicalColumns() {}

  /** The packaged contract of a table. */
  public static TableContract contract(TableName table) {
    return Packaged.CONTRACTS.get(table);
  }

  /** Refuses columns that there are not, and a mapping that leaves out what no row is without. */
  static void check(YamlNode node, Kind kind, Grain grain, boolean hasReceipts) {
    List<Column> columns = new ArrayList<>();
    if (kind != Kind.POS || grain == Grain.RECEIPT || !hasReceipts) {
      columns.addAll(contract(kind.silver()).columns());
    }
    if (grain == Grain.LINE) {
      columns.addAll(contract(LINES).columns());
    }
    refuseUnknown(node, columns);
    YamlMap map = node.map();
    for (Column column : columns) {
      boolean workedOut =
          column.name().equals("net") && grain == Grain.LINE && map.has("unit_price");
      if (column.required()
          && isMappable(column)
          && !DEFAULTED.contains(column.name())
          && !workedOut
          && !map.has(column.name())) {
        throw Errors.of(
            ErrorCode.CONFIG_INVALID_VALUE,
            map.where() + ": columns maps no '" + column.name() + "', which every row needs",
            "add " + column.name() + ": <expression>  # " + column.doc());
      }
    }
  }

  /** Refuses fields of a person that there are not. */
  static void checkPerson(YamlNode node) {
    refuseUnknown(node, contract(PERSONS).columns());
    node.map().get("source_id");
  }

  /** The column of the time at which a row says what it says, of those that are mapped. */
  static String timeOf(Kind kind, Set<String> mapped) {
    TableContract contract = contract(kind.silver());
    return contract.write().version().stream()
        .filter(name -> name.equals("updated_at") && mapped.contains(name))
        .findFirst()
        .orElseGet(() -> Objects.requireNonNull(contract.write().column()));
  }

  /** Whether the facts of a source carry identifiers. */
  static boolean takesIdentifiers(Kind kind, boolean hasReceipts) {
    return !hasReceipts
        && kind != Kind.CRM
        && contract(kind.silver()).columnNames().contains("identifiers");
  }

  private static void refuseUnknown(YamlNode node, List<Column> columns) {
    Set<String> known = new LinkedHashSet<>();
    columns.stream().filter(CanonicalColumns::isMappable).map(Column::name).forEach(known::add);
    YamlMap map = node.map();
    for (String key : map.keys()) {
      if (!known.contains(key)) {
        throw Errors.unknownKey(map.where(key), key, known);
      }
    }
  }

  private static boolean isMappable(Column column) {
    return !column.name().startsWith("_") && !DERIVED.contains(column.name());
  }

  /** Read when the first source is. */
  private static final class Packaged {
    static final Contracts CONTRACTS = ContractReader.packagedWith(CanonicalColumns.class);
  }
}
