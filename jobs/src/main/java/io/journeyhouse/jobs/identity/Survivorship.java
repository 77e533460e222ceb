package io.journeyhouse.jobs.identity;

import io.journeyhouse.jobs.workspace.GoldenConfig.Rule;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which of several statements about one field stands. */
final class Survivorship {
  private Survivorship() {}

  /** The one that stands; of equals the first. */
  static Candidate of(String field, Rule rule, List<Candidate> latestFirst) {
    // the least, and of several least ones the first
    return Collections.min(latestFirst, bestFirst(field, rule, latestFirst));
  }

  private static Comparator<Candidate> bestFirst(
      String field, Rule rule, List<Candidate> candidates) {
    return switch (rule.strategy()) {
      case MOST_RECENT, UNION -> (one, other) -> 0;
      case SOURCE_PRIORITY -> Comparator.comparingInt(c -> place(c.source(), rule.sources()));
      case MOST_FREQUENT -> {
        Map<String, Integer> records = recordsByValue(candidates);
        yield Comparator.comparingInt(c -> -records.getOrDefault(c.sameness(), 0));
      }
      case MOST_COMPLETE -> Comparator.comparingInt(c -> -c.completeness());
      case LONGEST -> Comparator.comparingInt(c -> -c.text().length());
      case VERIFIED_FIRST -> Comparator.comparing(c -> !c.isVerifiedAs(field));
      case MIN -> Comparator.comparing(Candidate::sameness);
      case MAX -> Comparator.comparing(Candidate::sameness).reversed();
    };
  }

  private static int place(String source, List<String> sources) {
    int place = sources.indexOf(source);
    return place < 0 ? sources.size() : place;
  }

  private static Map<String, Integer> recordsByValue(List<Candidate> candidates) {
    Set<List<String>> counted = new HashSet<>();
    Map<String, Integer> records = new HashMap<>();
    for (Candidate candidate : candidates) {
      if (counted.add(List.of(candidate.recordKey(), candidate.sameness()))) {
        records.merge(candidate.sameness(), 1, Integer::sum);
      }
    }
    return records;
  }
}
