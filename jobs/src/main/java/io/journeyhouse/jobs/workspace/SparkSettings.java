package io.journeyhouse.jobs.workspace;

import io.journeyhouse.common.config.YamlMap;
import io.journeyhouse.common.config.YamlNode;
import io.journeyhouse.common.lake.LogStores;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What {@code spark:} of a workspace says. */
final class SparkSettings {
  /** Settings whose values are secrets, as Spark itself tells them when it hides them. */
  private static final Pattern SECRET =
      Pattern.compile("(?i)secret[.]key|password|token$|[.]secret$|account[.]key");

  private SparkSettings() {}

  static Map<String, String> read(YamlMap map, ConfigFiles files) {
    if (!map.has("spark")) {
      return Map.of();
    }
    boolean foreignLogStore = map.bool(Workspace.FOREIGN_LOG_STORE, false);
    YamlMap given = map.map("spark");
    Map<String, String> settings = new LinkedHashMap<>();
    for (String key : given.keys()) {
      YamlNode value = given.get(key);
      if (!key.startsWith("spark.")) {
        throw value.invalid("is no setting of Spark", "their names start with spark.");
      }
      if (LogStores.isChosenBy(key) && !foreignLogStore) {
        throw value.invalid(
            "chooses who writes Delta's log, and only Journeyhouse's own stores keep a run that lost"
                + " the lake from writing",
            "take it out, or see yourself that one process at a time writes the lake, and say "
                + Workspace.FOREIGN_LOG_STORE
                + ": true");
      }
      settings.put(
          key, SECRET.matcher(key).find() ? files.secret(value).value() : files.resolve(value));
    }
    return Map.copyOf(settings);
  }
}
