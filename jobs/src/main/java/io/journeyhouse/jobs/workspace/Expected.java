package io.journeyhouse.jobs.workspace;

import io.journeyhouse.common.config.YamlMap;
import io.journeyhouse.common.run.DateWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/**
 * When a source's delivery for a business day is due, and what becomes of the run without it.
 *
 * @param by on the day after the business day, in the workspace's zone
 * @param giveUpAfter for {@code wait}: how long after that the run stops
 */
public record Expected(LocalTime by, OnMissing onMissing, Duration giveUpAfter) {
  private static final Duration HALF_A_DAY = Duration.ofHours(12);

  /** What a run does without a delivery that is due. Before it is due, each waits. */
  public enum OnMissing {
    WAIT,
    WARN,
    STOP
  }

  static @Nullable Expected read(YamlMap source) {
    if (!source.has("expected-by")) {
      for (String key : new String[] {"on-missing", "give-up-after"}) {
        if (source.has(key)) {
          throw source.get(key).invalid("needs expected-by:", "add expected-by: \"06:00\"");
        }
      }
      return null;
    }
    LocalTime by = source.get("expected-by").parsed("a time such as \"06:00\"", LocalTime::parse);
    OnMissing onMissing =
        source.find("on-missing").map(node -> node.oneOf(OnMissing.class)).orElse(OnMissing.WAIT);
    if (source.has("give-up-after") && onMissing != OnMissing.WAIT) {
      throw source.get("give-up-after").invalid("is for on-missing: wait only", "remove it");
    }
    Duration giveUpAfter = source.duration("give-up-after", HALF_A_DAY);
    if (giveUpAfter.isNegative()) {
      throw source.get("give-up-after").invalid("is negative", "write for example PT12H");
    }
    return new Expected(by, onMissing, giveUpAfter);
  }

  /** When the delivery for the last day of a window is due. */
  public Instant dueAt(DateWindow window) {
    return window.lastDate().plusDays(1).atTime(by).atZone(window.zone()).toInstant();
  }
}
