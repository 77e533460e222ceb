package io.journeyhouse.jobs.workspace;

import io.journeyhouse.common.config.YamlMap;
import io.journeyhouse.common.config.YamlNode;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.sql.ExpressionGuard;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Collections;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One source of files or rows and how its columns map to the warehouse's.
 *
 * @param receipts for lines: the source of the receipts that they belong to; null where the orders
 *     are put together from the lines
 * @param path glob as configured, references resolved; null for {@code jdbc}
 * @param location {@code path} made absolute against the workspace; null for {@code jdbc}
 * @param columns canonical column to SQL expression over raw columns
 * @param identifiers identifier type to SQL expression
 * @param person person field to SQL expression, {@code updated_at} always among them; empty where a
 *     row tells of no person
 * @param isFull whether each delivery has all records, so that one that is left out is deleted
 * @param isDuplicateFree whether it has each person once
 * @param expected when deliveries are due; null where nobody waits for them
 * @param where the file that configures it, for messages
 */
public record SourceConfig(
    String name,
    Kind kind,
    Grain grain,
    @Nullable String receipts,
    Format format,
    @Nullable String path,
    @Nullable String location,
    ZoneId zone,
    String country,
    String currency,
    Csv csv,
    @Nullable Jdbc jdbc,
    Map<String, String> columns,
    Map<String, String> identifiers,
    Map<String, String> person,
    boolean isFull,
    boolean isDuplicateFree,
    @Nullable Expected expected,
    String where) {

  private static final Set<String> IDENTIFIER_TYPES =
      Set.of("email", "phone", "loyalty", "login", "device", "record");
  private static final String UPDATED_AT = "updated_at";
  private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

  /** What a source tells of, with the silver table that it fills. */
  public enum Kind {
    CLICKSTREAM("silver.events"),
    POS("silver.orders"),
    CRM("silver.customer_records"),
    SUPPORT("silver.support_interactions"),
    CAMPAIGNS("silver.campaign_contacts"),
    SPEND("silver.ad_spend"),
    PRODUCTS("silver.products"),
    CONSENTS("silver.consents"),
    SURVEYS("silver.surveys");

    private final TableName silver;

    Kind(String silver) {
      this.silver = TableName.of(silver);
    }

    public TableName silver() {
      return silver;
    }
  }

  /** For a point of sale: one row a receipt, or one row a line of a receipt. */
  public enum Grain {
    RECEIPT,
    LINE
  }

  /** What a delivery of persons has: those that changed, or all. */
  private enum Deliveries {
    INCREMENTAL,
    FULL
  }

  /** How the source is written. */
  public enum Format {
    CSV,
    JSON,
    PARQUET,
    JDBC
  }

  /** How a CSV file is written. */
  public record Csv(char delimiter, char quote, Charset encoding) {}

  /** A table in a database, and the column that grows with each change. */
  public record Jdbc(
      String url,
      @Nullable String user,
      @Nullable Secret password,
      String table,
      String watermark) {}

  /** The source's table of raw rows. */
  public TableName bronze() {
    return TableName.of("bronze." + kind.name().toLowerCase(Locale.ROOT) + "_" + name);
  }

  static SourceConfig read(YamlNode file, ConfigFiles files, Defaults defaults) {
    YamlMap map =
        file.map()
            .noOtherKeys(
                "source",
                "kind",
                "grain",
                "receipts",
                "format",
                "path",
                "zone",
                "country",
                "currency",
                "csv",
                "jdbc",
                "columns",
                "identifiers",
                "person",
                "delivery",
                "duplicate-free",
                "expected-by",
                "on-missing",
                "give-up-after");
    String name = map.requireString("source");
    if (!name.matches("[a-z][a-z0-9_]*")) {
      throw map.get("source")
          .invalid(
              "'" + name + "' is no source name",
              "use lower case letters, digits and _, starting with a letter");
    }
    Kind kind = map.oneOf("kind", Kind.class);
    if (map.has("grain") && kind != Kind.POS) {
      throw map.get("grain").invalid("is for kind: pos only", "remove it");
    }
    Grain grain = map.find("grain").map(node -> node.oneOf(Grain.class)).orElse(Grain.RECEIPT);
    if (map.has("receipts") && grain != Grain.LINE) {
      throw map.get("receipts").invalid("is for grain: line only", "remove it, or set grain: line");
    }
    Format format = map.oneOf("format", Format.class);
    boolean isJdbc = format == Format.JDBC;
    String unfit = isJdbc ? "path" : "jdbc";
    if (map.has(unfit)) {
      throw map.get(unfit)
          .invalid(
              "does not fit format: " + map.requireString("format"),
              isJdbc ? "remove it, the rows come from jdbc:" : "remove it, or set format: jdbc");
    }
    String path = isJdbc ? null : files.resolve(map.get("path"));
    boolean hasReceipts = map.has("receipts");
    CanonicalColumns.check(map.get("columns"), kind, grain, hasReceipts);
    if (map.has("identifiers") && !CanonicalColumns.takesIdentifiers(kind, hasReceipts)) {
      throw map.get("identifiers").invalid(noIdentifiers(kind), "remove it");
    }
    if (map.has("person") && kind == Kind.CRM) {
      throw map.get("person")
          .invalid("is for other kinds, a row of kind: crm is a person", "use columns:");
    }
    if (map.has("person") && !CanonicalColumns.takesIdentifiers(kind, hasReceipts)) {
      throw map.get("person").invalid(noIdentifiers(kind), "remove it");
    }
    Map<String, String> columns = expressions(map.get("columns"));
    return new SourceConfig(
        name,
        kind,
        grain,
        map.optString("receipts").orElse(null),
        format,
        path,
        path == null ? null : absolute(path, files),
        map.zone("zone", defaults.zone()),
        map.find("country").map(SourceConfig::country).orElse(defaults.country()),
        map.find("currency").map(SourceConfig::currency).orElse(defaults.currency()),
        csv(map),
        isJdbc ? jdbc(map.map("jdbc"), files) : null,
        columns,
        map.find("identifiers").map(SourceConfig::identifierMap).orElse(Map.of()),
        map.find("person").map(node -> personMap(node, kind, columns)).orElse(Map.of()),
        isFull(map, kind, isJdbc),
        map.bool("duplicate-free", false),
        Expected.read(map),
        file.where().replaceFirst(":\\d+$", ""));
  }

  private static boolean isFull(YamlMap map, Kind kind, boolean isJdbc) {
    boolean isFull =
        map.find("delivery")
                .map(node -> node.oneOf(Deliveries.class))
                .orElse(Deliveries.INCREMENTAL)
            == Deliveries.FULL;
    if (isFull && (kind != Kind.CRM || isJdbc)) {
      throw map.get("delivery")
          .invalid("is full, which is for files of kind: crm only", "remove it");
    }
    return isFull;
  }

  /** What a source inherits from its workspace. */
  record Defaults(ZoneId zone, String country, String currency) {}

  private static String noIdentifiers(Kind kind) {
    return switch (kind) {
      case CRM -> "is for facts, a person's own are columns such as emails, phones and loyalty_id";
      case POS -> "has no place in lines of receipts, the receipts carry them";
      default -> "has no place here, these rows are about nobody";
    };
  }

  private static Map<String, String> identifierMap(YamlNode node) {
    node.map().keys().forEach(key -> requireWord(node.map(), key, IDENTIFIER_TYPES));
    return expressions(node);
  }

  /** What a row says of a person, unless said otherwise at the time that the row is of. */
  private static Map<String, String> personMap(
      YamlNode node, Kind kind, Map<String, String> columns) {
    CanonicalColumns.checkPerson(node);
    Map<String, String> person = new LinkedHashMap<>(expressions(node));
    person.putIfAbsent(UPDATED_AT, columns.get(CanonicalColumns.timeOf(kind, columns.keySet())));
    return Collections.unmodifiableMap(person);
  }

  private static void requireWord(YamlMap map, String key, Set<String> words) {
    if (!words.contains(key)) {
      throw Errors.unknownKey(map.where(key), key, words);
    }
  }

  private static Map<String, String> expressions(YamlNode node) {
    YamlMap map = node.map();
    Map<String, String> expressions = new LinkedHashMap<>();
    for (String key : map.keys()) {
      String sql = map.requireString(key);
      ExpressionGuard.check(map.where(key), sql, null);
      expressions.put(key, sql);
    }
    return Collections.unmodifiableMap(expressions);
  }

  private static Csv csv(YamlMap source) {
    if (!source.has("csv")) {
      return new Csv(',', '"', StandardCharsets.UTF_8);
    }
    YamlMap map = source.map("csv").noOtherKeys("delimiter", "quote", "encoding");
    return new Csv(
        map.find("delimiter").map(SourceConfig::character).orElse(','),
        map.find("quote").map(SourceConfig::character).orElse('"'),
        map.find("encoding")
            .map(node -> node.parsed("an encoding such as UTF-8", Charset::forName))
            .orElse(StandardCharsets.UTF_8));
  }

  private static Character character(YamlNode node) {
    String text = node.string();
    if (text.length() != 1) {
      throw node.invalid("must be one character", "write for example \";\" or \"\\t\"");
    }
    return text.charAt(0);
  }

  private static Jdbc jdbc(YamlMap map, ConfigFiles files) {
    map.noOtherKeys("url", "user", "password", "table", "watermark");
    return new Jdbc(
        Repository.jdbcUrl(map, files),
        map.find("user").map(files::resolve).orElse(null),
        map.find("password").map(files::secret).orElse(null),
        identifier(map.get("table")),
        identifier(map.get("watermark")));
  }

  private static String identifier(YamlNode node) {
    if (!node.string().matches("[A-Za-z_]\\w*(\\.[A-Za-z_]\\w*)*")) {
      throw node.invalid(
          "is no plain name of a table or column", "make a view in the database and name that");
    }
    return node.string();
  }

  static String country(YamlNode node) {
    if (!COUNTRIES.contains(node.string())) {
      throw node.invalid("is '" + node.string() + "'", "write two letters such as DE");
    }
    return node.string();
  }

  static String currency(YamlNode node) {
    return node.parsed(
        "a currency such as EUR", code -> Currency.getInstance(code).getCurrencyCode());
  }

  private static String absolute(String path, ConfigFiles files) {
    return path.contains("://") || path.startsWith("/")
        ? path
        : files.dir().toAbsolutePath().normalize() + "/" + path;
  }
}
