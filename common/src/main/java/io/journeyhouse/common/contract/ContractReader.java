package io.journeyhouse.common.contract;

import io.journeyhouse.common.config.YamlMap;
import io.journeyhouse.common.config.YamlNode;
import io.journeyhouse.common.contract.Expectation.OnFail;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.sql.ExpressionGuard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Period;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.types.DataType;

/**
 * Reads {@code table.yml} files into contracts and refuses what is not complete or not consistent.
 */
public final class ContractReader {
  /** Each type once: to parse one takes milliseconds, and contracts name the same few often. */
  private static final Map<String, DataType> TYPES = new ConcurrentHashMap<>();

  /** Types of whose values Delta keeps no least and greatest. */
  private static final Set<String> UNBOUNDED =
      Set.of("boolean", "binary", "array", "map", "struct");

  private static final Set<String> PII = Set.of("direct", "pseudonym", "sensitive");
  private static final Set<String> ERASE = Set.of("delete", "anonymise", "none");

  private ContractReader() {}

  /** All contracts packaged beside a class as {@code sql/<layer>/<table>/table.yml}. */
  public static Contracts packagedWith(Class<?> owner) {
    URL root = owner.getResource("/sql");
    if (root == null) {
      throw new IllegalStateException("No contracts are packaged with " + owner);
    }
    try {
      URI uri = root.toURI();
      if (!uri.getScheme().equals("jar")) {
        return readAll(Path.of(uri));
      }
      try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
        return readAll(jar.getPath("/sql"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All contracts in a folder {@code <layer>/<table>/table.yml}. */
  public static Contracts readAll(Path root) {
    try (Stream<Path> files = Files.walk(root, 3)) {
      return new Contracts(
          files
              .filter(file -> file.endsWith("table.yml"))
              .sorted()
              .map(file -> read(root, file))
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TableContract read(Path root, Path file) {
    Path place = root.relativize(file);
    TableContract contract = parse(YamlNode.read(file, "sql/" + place));
    String folder = place.getName(0) + "." + place.getName(1);
    if (!folder.replace("/", "").equals(contract.name().toString())) {
      throw invalid(
          "sql/" + place + ":1",
          "the folder is " + folder + ", the table " + contract.name(),
          "give both the same name");
    }
    return contract;
  }

  /** Parses the text of a contract. */
  public static TableContract parse(YamlNode node) {
    YamlMap map =
        node.map()
            .noOtherKeys(
                "table",
                "grain",
                "owner",
                "key",
                "inputs",
                "write",
                "layout",
                "erase",
                "columns",
                "expectations");
    List<Column> columns = map.list("columns").stream().map(c -> column(c.map())).toList();
    Set<String> names = new HashSet<>();
    for (YamlNode column : map.list("columns")) {
      String name = column.map().requireString("name");
      if (!names.add(name)) {
        throw invalid(column.where(), "column '" + name + "' is declared twice", "remove one");
      }
    }
    TableContract contract =
        new TableContract(
            TableName.of(map.requireString("table")),
            map.requireString("grain"),
            map.requireString("owner"),
            known(map, "key", names),
            map.strings("inputs"),
            write(map.map("write"), names),
            layout(map.map("layout"), names, columns),
            erase(map.map("erase"), names),
            columns,
            map.list("expectations").stream().map(e -> expectation(e.map(), names)).toList());
    if (contract.key().isEmpty()) {
      throw invalid(
          map.where(), contract.name() + " has no key", "name the columns of one row's key");
    }
    return contract;
  }

  private static Column column(YamlMap map) {
    map.noOtherKeys("name", "type", "required", "doc", "pii");
    DataType type = type(map.get("type"));
    String doc = map.requireString("doc");
    if (doc.isBlank()) {
      throw invalid(map.where("doc"), "doc is empty", "say what the column means");
    }
    return new Column(
        map.requireString("name"),
        type,
        map.bool("required", false),
        doc,
        map.has("pii") ? map.oneOf("pii", PII) : null);
  }

  private static DataType type(YamlNode node) {
    try {
      return TYPES.computeIfAbsent(node.string(), DataType::fromDDL);
    } catch (Exception e) {
      // Spark's parser throws a checked exception that its signature does not declare
      if (e instanceof ParseException) {
        throw invalid(
            node.where(), "type '" + node.string() + "' is not known", "write a Spark SQL type");
      }
      throw e;
    }
  }

  private static Write write(YamlMap map, Set<String> columns) {
    map.noOtherKeys("mode", "column", "keys", "version", "lookback");
    WriteMode mode = map.oneOf("mode", WriteMode.class);
    String column = map.has("column") ? known(map.get("column"), columns) : null;
    List<String> keys = known(map, "keys", columns);
    if (mode == WriteMode.REPLACE_WINDOW && column == null) {
      throw invalid(map.where(), "replace-window needs a time column", "add column: <time column>");
    }
    if (mode == WriteMode.REPLACE_KEYS && keys.isEmpty()) {
      throw invalid(map.where(), "replace-keys needs keys", "add keys: [<column>]");
    }
    return new Write(
        mode,
        column,
        keys,
        known(map, "version", columns),
        map.has("lookback") ? map.period("lookback") : Period.ZERO);
  }

  private static Layout layout(YamlMap map, Set<String> names, List<Column> columns) {
    map.noOtherKeys("partition-by", "cluster-by", "stats-columns");
    List<String> stats = known(map, "stats-columns", names);
    for (Column column : columns) {
      boolean leaks = column.pii() != null && !column.pii().equals("pseudonym");
      if (leaks && stats.contains(column.name())) {
        throw invalid(
            map.where("stats-columns"),
            "statistics of '" + column.name() + "' would stand in clear in the table's log",
            "take it out of stats-columns");
      }
      if (stats.contains(column.name()) && UNBOUNDED.contains(column.type().typeName())) {
        throw invalid(
            map.where("stats-columns"),
            "'"
                + column.name()
                + "' is "
                + column.type().sql()
                + ", which has no bounds to skip by",
            "take it out of stats-columns");
      }
    }
    return new Layout(known(map, "partition-by", names), known(map, "cluster-by", names), stats);
  }

  private static Erase erase(YamlMap map, Set<String> columns) {
    map.noOtherKeys("action", "subject", "reason");
    String action = map.oneOf("action", ERASE);
    if (action.equals("none")) {
      return new Erase(action, null, map.requireString("reason"));
    }
    return new Erase(action, known(map.get("subject"), columns), map.string("reason", ""));
  }

  private static Expectation expectation(YamlMap map, Set<String> columns) {
    map.noOtherKeys("name", "sql", "unique", "on-fail");
    List<String> unique = known(map, "unique", columns);
    if (map.has("sql") == map.has("unique")) {
      throw invalid(map.where(), "an expectation is either sql or unique", "keep one of the two");
    }
    if (map.has("sql")) {
      Set<String> allowed = new HashSet<>();
      columns.forEach(c -> allowed.add(c.toLowerCase(Locale.ROOT)));
      ExpressionGuard.check(map.where("sql"), map.requireString("sql"), allowed);
    }
    OnFail onFail = map.oneOf("on-fail", OnFail.class);
    if (map.has("unique") && onFail == OnFail.QUARANTINE) {
      throw invalid(
          map.where("on-fail"), "rows that repeat a key cannot be told apart", "use stop");
    }
    return new Expectation(
        map.requireString("name"), map.optString("sql").orElse(null), unique, onFail);
  }

  private static List<String> known(YamlMap map, String key, Set<String> columns) {
    List<String> names = new ArrayList<>();
    map.find(key).ifPresent(node -> node.strings().forEach(names::add));
    for (String name : names) {
      requireKnown(map.where(key), name, columns);
    }
    return List.copyOf(names);
  }

  private static String known(YamlNode node, Set<String> columns) {
    requireKnown(node.where(), node.string(), columns);
    return node.string();
  }

  private static void requireKnown(String where, String name, Set<String> columns) {
    if (!columns.contains(name)) {
      throw invalid(
          where,
          "there is no column '" + name + "'",
          Errors.closest(name, columns)
              .map(near -> "did you mean '" + near + "'?")
              .orElse("name a column of the contract"));
    }
  }

  private static RuntimeException invalid(String where, String problem, String mend) {
    return Errors.of(ErrorCode.CONTRACT_INVALID, where + ": " + problem, mend);
  }
}
