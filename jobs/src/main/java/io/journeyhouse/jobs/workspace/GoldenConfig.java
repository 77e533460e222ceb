package io.journeyhouse.jobs.workspace;

import io.journeyhouse.common.config.YamlMap;
import io.journeyhouse.common.config.YamlNode;
import io.journeyhouse.common.error.Errors;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of the values stands that the records of a customer state.
 *
 * @param rules by field of the golden record, all of them
 */
public record GoldenConfig(Map<String, Rule> rules) implements Serializable {
  private static final long serialVersionUID = 1;

  /** Columns of a record that say yes by having a value. */
  private static final List<String> FILLED =
      List.of("user_ids", "device_ids", "loyalty_id", "national_id");

  private static final List<String> LISTS = List.of("emails", "phones");
  private static final Set<Strategy> OF_ONE_VALUE =
      EnumSet.complementOf(EnumSet.of(Strategy.UNION));
  private static final Set<Strategy> OF_LISTS =
      EnumSet.of(
          Strategy.SOURCE_PRIORITY,
          Strategy.MOST_RECENT,
          Strategy.MOST_COMPLETE,
          Strategy.VERIFIED_FIRST,
          Strategy.UNION);

  /** How one of several values is chosen; between equals the one that was stated last stands. */
  public enum Strategy {
    /** The value of the first of some sources that has one. */
    SOURCE_PRIORITY,
    /** What was stated last. */
    MOST_RECENT,
    /** What most records state. */
    MOST_FREQUENT,
    /** What the record states that says most; of addresses and lists the one that holds most. */
    MOST_COMPLETE,
    /** The longest text. */
    LONGEST,
    /** What a record states that a column or an attribute confirms. */
    VERIFIED_FIRST,
    /** The least, of texts the first of the alphabet. */
    MIN,
    /** The greatest, of texts the last of the alphabet. */
    MAX,
    /** All of them, what was stated last first. */
    UNION;

    /** How it is written in configuration: {@code most_recent}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * How the value of one field is chosen.
   *
   * @param sources the best first, for {@link Strategy#SOURCE_PRIORITY}
   * @param by the column or the attribute that confirms, for {@link Strategy#VERIFIED_FIRST}
   */
  public record Rule(Strategy strategy, List<String> sources, @Nullable String by)
      implements Serializable {
    private static final long serialVersionUID = 1;

    Rule(Strategy strategy) {
      this(strategy, List.of(), null);
    }
  }

  /** What holds where nothing is configured. */
  public static final GoldenConfig DEFAULT = new GoldenConfig(defaults());

  private static Map<String, Rule> defaults() {
    Map<String, Rule> rules = new LinkedHashMap<>();
    rules.put("given_name", new Rule(Strategy.MOST_FREQUENT));
    rules.put("family_name", new Rule(Strategy.MOST_FREQUENT));
    rules.put("email", new Rule(Strategy.MOST_RECENT));
    rules.put("phone", new Rule(Strategy.MOST_RECENT));
    rules.put("address", new Rule(Strategy.MOST_RECENT));
    rules.put("birth_date", new Rule(Strategy.MOST_RECENT));
    rules.put("gender", new Rule(Strategy.MOST_RECENT));
    rules.put("loyalty_id", new Rule(Strategy.MOST_RECENT));
    rules.put("preferred_channel", new Rule(Strategy.MOST_RECENT));
    rules.put("emails", new Rule(Strategy.UNION));
    rules.put("phones", new Rule(Strategy.UNION));
    return rules;
  }

  /**
   * Reads the rules that differ from the default.
   *
   * @param sources names that may be given; empty where they are not known
   */
  static GoldenConfig read(YamlMap map, Collection<String> sources) {
    Map<String, Rule> rules = defaults();
    map.noOtherKeys(rules.keySet().toArray(String[]::new));
    for (String field : map.keys()) {
      rules.put(field, rule(field, map.get(field), sources));
    }
    return new GoldenConfig(rules);
  }

  private static Rule rule(String field, YamlNode node, Collection<String> sources) {
    if (!node.isMap()) {
      Strategy strategy = strategy(field, node);
      if (strategy == Strategy.SOURCE_PRIORITY || strategy == Strategy.VERIFIED_FIRST) {
        String rest = strategy == Strategy.SOURCE_PRIORITY ? "sources: [crm]" : "by: user_ids";
        throw node.invalid(
            "does not say by what", "write {rule: " + strategy.word() + ", " + rest + "}");
      }
      return new Rule(strategy);
    }
    YamlMap map = node.map().noOtherKeys("rule", "sources", "by");
    Strategy strategy = strategy(field, map.get("rule"));
    refuseUnlessOf(strategy, Strategy.SOURCE_PRIORITY, map, "sources");
    refuseUnlessOf(strategy, Strategy.VERIFIED_FIRST, map, "by");
    return switch (strategy) {
      case SOURCE_PRIORITY -> new Rule(strategy, sources(map.get("sources"), sources), null);
      case VERIFIED_FIRST -> new Rule(strategy, List.of(), by(map.get("by")));
      default -> new Rule(strategy);
    };
  }

  private static Strategy strategy(String field, YamlNode node) {
    Set<Strategy> all = LISTS.contains(field) ? OF_LISTS : OF_ONE_VALUE;
    String word = node.oneOf(Arrays.stream(Strategy.values()).map(Strategy::word).toList());
    Strategy strategy = Strategy.valueOf(word.toUpperCase(Locale.ROOT));
    if (!all.contains(strategy)) {
      throw node.invalid(
          "is " + word + ", which is not for " + field,
          "use one of: " + String.join(", ", all.stream().map(Strategy::word).toList()));
    }
    return strategy;
  }

  private static void refuseUnlessOf(Strategy one, Strategy its, YamlMap map, String key) {
    if (one != its && map.has(key)) {
      throw map.get(key)
          .invalid("says nothing to " + one.word(), "remove it, or write rule: " + its.word());
    }
  }

  private static List<String> sources(YamlNode node, Collection<String> known) {
    List<String> names = node.strings();
    if (names.isEmpty()) {
      throw node.invalid("is empty", "name at least one source");
    }
    for (String name : names) {
      if (!known.isEmpty() && !known.contains(name)) {
        throw node.invalid(
            "names '" + name + "', which is no source",
            Errors.closest(name, known)
                .map(near -> "did you mean '" + near + "'?")
                .orElse("use one of: " + String.join(", ", known)));
      }
    }
    return List.copyOf(names);
  }

  private static String by(YamlNode node) {
    String column = node.string();
    if (!FILLED.contains(column) && !column.startsWith(IdentityConfig.ATTRIBUTE)) {
      throw node.invalid(
          "is '" + column + "', which confirms nothing",
          Errors.closest(column, FILLED)
              .map(near -> "did you mean '" + near + "'?")
              .orElse(
                  "use "
                      + String.join(", ", FILLED)
                      + " or "
                      + IdentityConfig.ATTRIBUTE
                      + "NAME, an attribute that says true or yes"));
    }
    return column;
  }
}
