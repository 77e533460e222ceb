package io.journeyhouse.jobs.workspace;

import io.journeyhouse.common.config.YamlMap;
import io.journeyhouse.common.config.YamlNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a journey is cut into sessions and stages.
 *
 * @param sessionTimeout silence after which a new session starts
 * @param lookback how long before a conversion a touch still counts
 * @param stages in the order of the journey
 */
public record JourneyConfig(Duration sessionTimeout, Duration lookback, List<Stage> stages) {
  private static final String FILE = "journey.yml";

  /**
   * One stage and what enters it.
   *
   * @param rules the stage's settings; the journey jobs say which there are
   */
  public record Stage(String name, List<YamlMap> rules) {}

  /** The packaged default. */
  public static JourneyConfig packaged() {
    return read(ConfigFiles.packaged(FILE));
  }

  static JourneyConfig read(ConfigFiles files) {
    return read(files.orDefault(FILE));
  }

  private static JourneyConfig read(YamlNode file) {
    YamlMap map = file.map().noOtherKeys("session-timeout", "lookback", "stages");
    List<Stage> stages = new ArrayList<>();
    for (YamlNode entry : map.get("stages").list()) {
      YamlMap stage = entry.map().noOtherKeys("stage", "rules");
      stages.add(
          new Stage(
              stage.requireString("stage"),
              stage.list("rules").stream().map(YamlNode::map).toList()));
    }
    return new JourneyConfig(
        map.duration("session-timeout", Duration.ofMinutes(30)),
        map.duration("lookback", Duration.ofDays(30)),
        List.copyOf(stages));
  }
}
