package io.journeyhouse.jobs.workspace;

import io.journeyhouse.common.config.YamlMap;
import io.journeyhouse.common.config.YamlNode;
import java.time.Duration;
import java.util.Optional;

/**
 * How long maintenance keeps what is not needed any more, each a day or more.
 *
 * @param tables former versions of tables, for queries that run and for queries of the past
 * @param history that a run of a window was done; the last window that is done is kept for ever
 * @param logs log files and what became of runs, as files
 */
public record Retention(Duration tables, Duration history, Duration logs) {
  private static final Retention DEFAULT =
      new Retention(Duration.ofDays(7), Duration.ofDays(400), Duration.ofDays(30));

  static Retention read(Optional<YamlNode> node) {
    return node.map(YamlNode::map).map(Retention::read).orElse(DEFAULT);
  }

  private static Retention read(YamlMap map) {
    map.noOtherKeys("tables", "history", "logs");
    return new Retention(
        time(map, "tables", DEFAULT.tables),
        time(map, "history", DEFAULT.history),
        time(map, "logs", DEFAULT.logs));
  }

  private static Duration time(YamlMap map, String key, Duration otherwise) {
    Duration time = map.duration(key, otherwise);
    if (time.compareTo(Duration.ofDays(1)) < 0) {
      throw map.get(key)
          .invalid(
              "is '" + map.requireString(key) + "', which is less than a day",
              "write P1D or more: what a run has just written must never be old");
    }
    return time;
  }
}
