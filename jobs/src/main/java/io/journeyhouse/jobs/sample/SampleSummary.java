package io.journeyhouse.jobs.sample;

import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * What was written.
 *
 * @param rows by source, planted dirt included
 * @param dirt by {@code source,kind}, as in {@code truth/dirt.csv}
 */
public record SampleSummary(
    int customers, int days, SortedMap<String, Long> rows, SortedMap<String, Long> dirt) {

  /**
   * How much of a kind of dirt there is.
   *
   * @param kind as in {@code truth/dirt.csv}
   * @param ofRows 0 to 1, in parts of the rows of the source
   */
  public record Share(String kind, double ofRows) {}

  /** The dirt of a source, in the order of its kinds. */
  public Stream<Share> shares(String source) {
    double all = rows.getOrDefault(source, 0L);
    String prefix = source + ",";
    return dirt.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .map(entry -> new Share(entry.getKey().substring(prefix.length()), entry.getValue() / all));
  }
}
