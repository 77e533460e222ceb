package io.journeyhouse.jobs.matching;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Pairs of two sources that agree on a key, from which training learns of the other fields.
 *
 * @param sources the sources' numbers, the lower first
 * @param oneIn the pairs stand for so many times as many
 */
record Session(
    BlockingKey key, Sources sources, long oneIn, List<Pair> pairs, Map<Long, long[]> patterns) {
  private static final int MOST_IN_BLOCK = 300;

  /** Two sources, or one with itself. */
  record Sources(int first, int second) implements Comparable<Sources> {
    static Sources of(Features left, Features right) {
      return new Sources(
          Math.min(left.source(), right.source()), Math.max(left.source(), right.source()));
    }

    @Override
    public int compareTo(Sources other) {
      int byFirst = Integer.compare(first, other.first);
      return byFirst != 0 ? byFirst : Integer.compare(second, other.second);
    }
  }

  /** Two records and their pattern. */
  record Pair(Features left, Features right, long pattern) {}

  /** A session for each two sources of which records agree. */
  static List<Session> of(
      BlockingKey key, long oneIn, List<Features> records, Patterns patterns, boolean linkOnly) {
    Map<Sources, List<Pair>> bySources = new TreeMap<>();
    for (List<Features> block : blocks(key, oneIn, records)) {
      for (int i = 0; i < block.size(); i++) {
        for (int j = i + 1; j < block.size(); j++) {
          Features left = block.get(i);
          Features right = block.get(j);
          if (!linkOnly || left.source() != right.source()) {
            bySources
                .computeIfAbsent(Sources.of(left, right), s -> new ArrayList<>())
                .add(new Pair(left, right, patterns.of(left, right)));
          }
        }
      }
    }
    List<Session> sessions = new ArrayList<>();
    bySources.forEach(
        (sources, pairs) -> {
          PatternCounts counts = new PatternCounts();
          pairs.forEach(pair -> counts.add(pair.pattern()));
          sessions.add(new Session(key, sources, oneIn, pairs, counts.sorted()));
        });
    return sessions;
  }

  private static List<List<Features>> blocks(BlockingKey key, long oneIn, List<Features> records) {
    Map<Long, List<Features>> blocks = new HashMap<>();
    for (Features record : records) {
      for (long hash : key.hashes(record)) {
        if (Samples.takes(hash, oneIn)) {
          blocks.computeIfAbsent(hash, h -> new ArrayList<>()).add(record);
        }
      }
    }
    long[] order = blocks.keySet().stream().mapToLong(Long::longValue).sorted().toArray();
    return Arrays.stream(order)
        .mapToObj(blocks::get)
        .filter(block -> block.size() > 1 && block.size() <= MOST_IN_BLOCK)
        .toList();
  }
}
