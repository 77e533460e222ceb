package io.journeyhouse.jobs.workspace;

import io.journeyhouse.common.config.YamlMap;
import io.journeyhouse.common.config.YamlNode;
import io.journeyhouse.common.sql.ExpressionGuard;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Which marketing channel a visit came by: the first rule that is true.
 *
 * @param otherwise the channel where no rule is true
 */
public record ChannelConfig(List<Rule> rules, String otherwise) {
  private static final String FILE = "channels.yml";

  /** What a rule may look at: the first event of the visit. */
  private static final Set<String> COLUMNS =
      Set.of(
          "utm_source",
          "utm_medium",
          "utm_campaign",
          "utm_content",
          "utm_term",
          "referrer",
          "referrer_host",
          "click_ids",
          "page_url",
          "platform",
          "source");

  /** One rule: {@code when} is an SQL condition. */
  public record Rule(String channel, String when, boolean paid) {}

  /** The packaged default. */
  public static ChannelConfig packaged() {
    return read(ConfigFiles.packaged(FILE));
  }

  static ChannelConfig read(ConfigFiles files) {
    return read(files.orDefault(FILE));
  }

  private static ChannelConfig read(YamlNode file) {
    YamlMap map = file.map().noOtherKeys("rules", "default");
    List<Rule> rules = new ArrayList<>();
    for (YamlNode entry : map.get("rules").list()) {
      YamlMap rule = entry.map().noOtherKeys("channel", "when", "paid");
      String when = rule.requireString("when");
      ExpressionGuard.check(rule.where("when"), when, COLUMNS);
      rules.add(new Rule(rule.requireString("channel"), when, rule.bool("paid", false)));
    }
    return new ChannelConfig(List.copyOf(rules), map.requireString("default"));
  }
}
