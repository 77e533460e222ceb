package io.journeyhouse.jobs.workspace;

import io.journeyhouse.common.config.YamlMap;
import io.journeyhouse.common.config.YamlNode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.jobs.matching.FieldKind;
import io.journeyhouse.jobs.matching.MatchSettings;
import io.journeyhouse.jobs.matching.MatchSettings.Comparing;
import io.journeyhouse.jobs.matching.MatchSettings.Cutting;
import io.journeyhouse.jobs.matching.Matching;
import io.journeyhouse.jobs.matching.files.MatchMap;
import io.journeyhouse.jobs.matching.files.MatchMap.Mapped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who is one customer.
 *
 * @param caps identifier type to the number of records that may state one value of it; a value that
 *     more records state links nothing
 * @param compared columns of {@code silver.customer_records}, or {@code attributes.NAME}, that
 *     records are compared by, each with its kind
 * @param settings how they are compared
 * @param limits how much a run may change before it is held
 */
public record IdentityConfig(
    Map<String, Integer> caps,
    List<Mapped> compared,
    MatchSettings settings,
    PublishLimits limits) {
  /** Before the name of an attribute of a record. */
  public static final String ATTRIBUTE = "attributes.";

  private static final String FILE = "identity.yml";
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
          "national_id");

  /** The packaged default. */
  public static IdentityConfig packaged() {
    return read(ConfigFiles.packaged(FILE));
  }

  static IdentityConfig read(ConfigFiles files) {
    return read(files.orDefault(FILE));
  }

  private static IdentityConfig read(YamlNode file) {
    YamlMap map = file.map().noOtherKeys("caps", "compare", "matching", "publish");
    return new IdentityConfig(
        caps(map.map("caps")),
        map.find("compare").map(node -> compared(node.map())).orElse(List.of()),
        map.find("matching")
            .map(node -> settings(node.map()))
            .orElse(MatchSettings.DEFAULT.ofLake()),
        map.find("publish")
            .map(node -> PublishLimits.read(node.map()))
            .orElse(PublishLimits.DEFAULT));
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

  private static int atLeast(int least, YamlMap map, String key, int otherwise) {
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
