package io.journeyhouse.jobs.workspace;

import io.journeyhouse.common.config.YamlMap;
import io.journeyhouse.common.config.YamlNode;
import io.journeyhouse.common.sql.ExpressionGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How a customer's events become sessions, touchpoints, stages and credit.
 *
 * @param sessionTimeout a pause longer than this starts a new session
 * @param contacts event types of campaign contacts that are touchpoints
 * @param silence so long without a signal, and a customer has left the journey
 * @param stages in the order of the journey
 * @param attribution which conversions are credited to which touches
 */
public record JourneyConfig(
    Duration sessionTimeout,
    List<String> contacts,
    Duration silence,
    List<Stage> stages,
    Attribution attribution) {
  private static final String FILE = "journey.yml";
  private static final Set<String> CONTACTS =
      Set.of("send", "delivery", "open", "click", "bounce", "unsubscribe", "complaint");
  private static final Set<String> CONVERSIONS = Set.of("purchase", "signup");

  /** One stage and what leads into it. */
  public record Stage(String name, List<Rule> rules) {}

  /** One kind of signal that leads into a stage: {@code when} is an SQL condition over it. */
  public record Rule(Signal from, String when) {}

  /** What a rule of a stage looks at. */
  public enum Signal {
    EVENT(Set.of("event_type", "channel")),
    TOUCHPOINT(Set.of("kind", "channel", "campaign", "is_paid", "rating")),
    CONVERSION(Set.of("kind", "value", "nth"));

    private final Set<String> columns;

    Signal(Set<String> columns) {
      this.columns = columns;
    }
  }

  /**
   * Which touches are credited.
   *
   * @param conversions kinds of conversion that are credited
   * @param lookback how long before a conversion a touch still counts
   */
  public record Attribution(List<String> conversions, Duration lookback) {}

  /** The packaged default. */
  public static JourneyConfig packaged() {
    return read(ConfigFiles.packaged(FILE));
  }

  static JourneyConfig read(ConfigFiles files) {
    return read(files.orDefault(FILE));
  }

  private static JourneyConfig read(YamlNode file) {
    YamlMap map =
        file.map()
            .noOtherKeys("session-timeout", "touchpoints", "silence", "stages", "attribution");
    YamlMap touchpoints = map.map("touchpoints").noOtherKeys("contacts");
    YamlMap attribution = map.map("attribution").noOtherKeys("conversions", "lookback");
    return new JourneyConfig(
        positive(map, "session-timeout"),
        words(touchpoints, "contacts", CONTACTS),
        positive(map, "silence"),
        stages(map),
        new Attribution(
            words(attribution, "conversions", CONVERSIONS), positive(attribution, "lookback")));
  }

  private static List<Stage> stages(YamlMap map) {
    List<Stage> stages = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (YamlNode entry : map.get("stages").list()) {
      YamlMap stage = entry.map().noOtherKeys("stage", "rules");
      String name = stage.requireString("stage");
      if (!names.add(name)) {
        throw stage.get("stage").invalid("'" + name + "' stands here twice", "remove one of them");
      }
      stages.add(new Stage(name, stage.get("rules").list().stream().map(n -> rule(n)).toList()));
    }
    if (stages.isEmpty()) {
      throw map.get("stages").invalid("has no stage", "name at least one");
    }
    return List.copyOf(stages);
  }

  private static Rule rule(YamlNode node) {
    YamlMap rule = node.map().noOtherKeys("from", "when");
    Signal from = rule.oneOf("from", Signal.class);
    String when = rule.requireString("when");
    ExpressionGuard.check(rule.where("when"), when, from.columns);
    return new Rule(from, when);
  }

  private static Duration positive(YamlMap map, String key) {
    Duration duration = map.duration(key);
    if (duration.isNegative() || duration.isZero()) {
      throw map.get(key).invalid("must be longer than nothing", "write one such as PT30M or P30D");
    }
    return duration;
  }

  private static List<String> words(YamlMap map, String key, Set<String> known) {
    return map.get(key).list().stream().map(node -> node.oneOf(known)).toList();
  }
}
