package io.journeyhouse.jobs.workspace;

import io.journeyhouse.common.config.YamlMap;
import io.journeyhouse.common.config.YamlNode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.jobs.matching.FieldKind;
import io.journeyhouse.jobs.matching.Limits;
import io.journeyhouse.jobs.matching.MatchSettings;
import io.journeyhouse.jobs.matching.MatchSettings.Comparing;
import io.journeyhouse.jobs.matching.MatchSettings.Cutting;
import io.journeyhouse.jobs.matching.Matching;
import io.journeyhouse.jobs.matching.files.MatchMap;
import io.journeyhouse.jobs.matching.files.MatchMap.Mapped;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/**
 * Who is one customer.
 *
 * @param caps identifier type to the number of records that may state one value of it; a value that
 *     more records state links nothing
 * @param compared columns of {@code silver.customer_records}, or {@code attributes.NAME}, that
 *     records are compared by, each with its kind
 * @param settings how they are compared
 * @param blocked identifier type to patterns of values that name nobody
 * @param limits what one person has at most
 * @param decisions what stewards decided
 * @param publish how much a run may change before it is held
 * @param golden which of a customer's values stands
 * @param household which customers are one household
 */
public record IdentityConfig(
    Map<String, Integer> caps,
    List<Mapped> compared,
    MatchSettings settings,
    Map<String, List<String>> blocked,
    Limits limits,
    List<Decision> decisions,
    PublishLimits publish,
    GoldenConfig golden,
    HouseholdConfig household) {
  /** Before the name of an attribute of a record. */
  public static final String ATTRIBUTE = "attributes.";

  /** Its values are compared and can be blocked and limited, but link nothing by themselves. */
  public static final String NATIONAL_ID = "national_id";

  private static final String FILE = "identity.yml";
  private static final int CLUSTER_RECORDS = 200;
  private static final int CLUSTER_IDENTIFIERS = 50;
  private static final double AMBIGUITY_BITS = 2;
  private static final List<String> COLUMNS =
      List.of(
          "given_name",
          "middle_name",
          "family_name",
          "emails",
          "phones",
          "street",
          "postal_code",
          "city",
          "region",
          "country",
          "birth_date",
          "gender",
          NATIONAL_ID);

  /** The packaged default. */
  public static IdentityConfig packaged() {
    return read(ConfigFiles.packaged(FILE), List.of(), Set.of(), List.of());
  }

  static IdentityConfig read(ConfigFiles files, List<SourceConfig> sources, String country) {
    Set<String> names =
        sources.stream().map(SourceConfig::name).collect(Collectors.toUnmodifiableSet());
    return read(
        files.orDefault(FILE),
        List.copyOf(names),
        sources.stream()
            .filter(SourceConfig::isDuplicateFree)
            .map(SourceConfig::name)
            .collect(Collectors.toUnmodifiableSet()),
        new DecisionFile(names, country).read(files.dir()));
  }

  private static IdentityConfig read(
      YamlNode file, List<String> sources, Set<String> duplicateFree, List<Decision> decisions) {
    YamlMap map =
        file.map()
            .noOtherKeys(
                "caps",
                "blocked",
                "limits",
                "cluster-cap",
                "ambiguity-bits",
                "compare",
                "matching",
                "publish",
                "golden",
                "household");
    return new IdentityConfig(
        caps(map.map("caps")),
        map.find("compare").map(node -> compared(node.map())).orElse(List.of()),
        map.find("matching")
            .map(node -> settings(node.map()))
            .orElse(MatchSettings.DEFAULT.ofLake()),
        map.find("blocked").map(node -> blocked(node.map())).orElse(Map.of()),
        limits(map, duplicateFree),
        decisions,
        map.find("publish")
            .map(node -> PublishLimits.read(node.map()))
            .orElse(PublishLimits.DEFAULT),
        map.find("golden")
            .map(node -> GoldenConfig.read(node.map(), sources))
            .orElse(GoldenConfig.DEFAULT),
        map.find("household")
            .map(node -> HouseholdConfig.read(node.map()))
            .orElse(HouseholdConfig.DEFAULT));
  }

  private static Map<String, List<String>> blocked(YamlMap map) {
    map.noOtherKeys("email", "phone", "loyalty", "login", "device", NATIONAL_ID);
    Map<String, List<String>> byType = new LinkedHashMap<>();
    for (String type : map.keys()) {
      byType.put(type, map.list(type).stream().map(IdentityConfig::pattern).toList());
    }
    return Collections.unmodifiableMap(byType);
  }

  private static String pattern(YamlNode node) {
    try {
      return Pattern.compile(node.string()).pattern();
    } catch (PatternSyntaxException e) {
      throw node.invalid("is no regular expression", "write it in quotes, as in '^noreply@'");
    }
  }

  private static Limits limits(YamlMap map, Set<String> duplicateFree) {
    List<Limits.OfType> types = new ArrayList<>();
    if (map.has("limits")) {
      YamlMap limits =
          map.map("limits")
              .noOtherKeys("login", "loyalty", NATIONAL_ID, "email", "phone", "device");
      for (String type : limits.keys()) {
        if (limits.get(type).isMap()) {
          YamlMap limit = limits.map(type).noOtherKeys("values", "days");
          types.add(
              new Limits.OfType(
                  type, atLeast(1, limit, "values", 0), atLeast(1, limit, "days", 1)));
        } else {
          types.add(new Limits.OfType(type, atLeast(1, limits, type, 0), 0));
        }
      }
    }
    int records = CLUSTER_RECORDS;
    int identifiers = CLUSTER_IDENTIFIERS;
    if (map.has("cluster-cap")) {
      YamlMap cap = map.map("cluster-cap").noOtherKeys("records", "identifiers");
      records = atLeast(1, cap, "records", records);
      identifiers = atLeast(1, cap, "identifiers", identifiers);
    }
    return new Limits(
        List.copyOf(types),
        duplicateFree,
        records,
        identifiers,
        bits(map, "ambiguity-bits", AMBIGUITY_BITS));
  }

  private static Map<String, Integer> caps(YamlMap caps) {
    caps.noOtherKeys("email", "phone", "loyalty", "login");
    Map<String, Integer> byType = new LinkedHashMap<>();
    for (String type : caps.keys()) {
      byType.put(type, atLeast(1, caps, type, 0));
    }
    return Map.copyOf(byType);
  }

  private static List<Mapped> compared(YamlMap map) {
    List<Mapped> columns = new ArrayList<>();
    for (String column : map.keys()) {
      YamlNode node = map.get(column);
      if (!COLUMNS.contains(column) && !column.startsWith(ATTRIBUTE)) {
        throw node.invalid(
            "is of '" + column + "', which is no column of a person that is compared",
            Errors.closest(column, COLUMNS)
                .map(near -> "did you mean '" + near + "'?")
                .orElse("use " + String.join(", ", COLUMNS) + " or " + ATTRIBUTE + "NAME"));
      }
      Mapped mapped = MatchMap.mapped(column, node);
      if (mapped.kind() == null) {
        throw node.invalid(
            "does not say what '" + column + "' holds",
            "write for example {field: member, kind: code}");
      }
      columns.add(mapped);
    }
    if (columns.stream().map(Mapped::field).distinct().count() > Matching.MOST_FIELDS) {
      throw map.get(columns.get(0).column())
          .invalid(
              "is one of more than " + Matching.MOST_FIELDS + " fields that are compared",
              "leave out those that say least of a person");
    }
    return List.copyOf(columns);
  }

  private static MatchSettings settings(YamlMap map) {
    map.noOtherKeys(
        "min-records",
        "weigh-rarity",
        "cut-off-bits",
        "keys",
        "pairs-per-record",
        "block",
        "generic",
        "contradiction-bits",
        "component");
    MatchSettings settings = MatchSettings.DEFAULT.ofLake();
    Comparing comparing = settings.comparing();
    Cutting cutting = settings.cutting();
    return new MatchSettings(
        settings.linkOnly(),
        atLeast(1, map, "min-records", (int) settings.records()),
        map.bool("weigh-rarity", settings.weighsRarity()),
        new Comparing(
            atLeast(1, map, "keys", comparing.keys()),
            comparing.pairsPerKey(),
            atLeast(1, map, "pairs-per-record", (int) comparing.pairsPerRecord()),
            comparing.leastGain(),
            atLeast(2, map, "block", comparing.block()),
            atLeast(1, map, "generic", (int) comparing.identifier())),
        new Cutting(
            cutting.looseBits(),
            bits(map, "cut-off-bits", cutting.cutOffBits()),
            cutting.least(),
            cutting.most(),
            bits(map, "contradiction-bits", cutting.contradiction()),
            atLeast(2, map, "component", cutting.component())));
  }

  static int atLeast(int least, YamlMap map, String key, int otherwise) {
    int value = map.has(key) ? map.get(key).integer() : otherwise;
    if (value < least) {
      throw map.get(key)
          .invalid("must be " + least + " or more", "write " + least + " or more, or leave it out");
    }
    return value;
  }

  private static double bits(YamlMap map, String key, double otherwise) {
    return map.find(key).map(node -> node.decimal().doubleValue()).orElse(otherwise);
  }

  /** What records are compared by, each field once. */
  public Map<String, FieldKind> fields() {
    Map<String, FieldKind> fields = new LinkedHashMap<>();
    for (Mapped column : compared) {
      FieldKind kind = column.kind();
      if (kind != null) {
        fields.putIfAbsent(column.field(), kind);
      }
    }
    return fields;
  }
}
