package io.journeyhouse.jobs.matching;

import java.io.Serializable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is put together and kept apart beside what records are alike in. For it records carry three
 * more arrays of values: the exact identifiers that others state too, all that they state, and when
 * they last did.
 *
 * @param merges record to the records with which it was put together
 * @param splits record to the records that it was split from
 */
record Rules(Limits limits, Map<String, Set<String>> merges, Map<String, Set<String>> splits)
    implements Serializable {
  static final Rules NONE = new Rules(Limits.NONE, Map.of(), Map.of());

  /** How many arrays of values records carry for it. */
  static final int ARRAYS = 3;

  private static final int HASH_SEED = 17;
  private static final int MOST_VALUES = 255;

  static Rules of(Limits limits, Decided decided) {
    return new Rules(limits, byRecord(decided.merges()), byRecord(decided.splits()));
  }

  private static Map<String, Set<String>> byRecord(List<Clusters.Pair> pairs) {
    Map<String, Set<String>> byRecord = new HashMap<>();
    for (Clusters.Pair pair : pairs) {
      byRecord.computeIfAbsent(pair.left(), key -> new HashSet<>()).add(pair.right());
      byRecord.computeIfAbsent(pair.right(), key -> new HashSet<>()).add(pair.left());
    }
    return byRecord;
  }

  /**
   * A record with the arrays.
   *
   * @param shared exact identifiers, each written with its type before the first colon
   * @param stated identifiers written {@code type:value}
   * @param seen in seconds
   */
  static Features extended(
      Features record, List<String> shared, Stream<String> stated, @Nullable Long seen) {
    int fields = record.values().length;
    String[][] values = new String[fields + ARRAYS][];
    System.arraycopy(record.values(), 0, values, 0, fields);
    values[fields] = shared.stream().limit(MOST_VALUES).toArray(String[]::new);
    // all that counts is which of them are different
    values[fields + 1] = stated.map(Rules::brief).limit(MOST_VALUES).toArray(String[]::new);
    values[fields + 2] = seen == null ? new String[0] : new String[] {seen.toString()};
    return new Features(record.key(), record.source(), values);
  }

  private static String brief(String identifier) {
    String type = identifier.substring(0, identifier.indexOf(':') + 1);
    return type + Long.toString(Hash.of(identifier, HASH_SEED), Character.MAX_RADIX);
  }

  /** Which component's clusters are kept apart by what; null where nothing of it is. */
  @Nullable Guard guard(List<Features> component, List<String> sources) {
    if (component.size() == 1 || this == NONE) {
      return null;
    }
    Guard guard =
        new Guard(
            component.stream().map(record -> member(record, sources)).toList(), limits, splits);
    return guard.isNeeded() ? guard : null;
  }

  private static Guard.Member member(Features record, List<String> sources) {
    int stated = record.values().length - ARRAYS + 1;
    return new Guard.Member(
        record.key(), sources.get(record.source()), List.of(record.values()[stated]), seen(record));
  }

  /** When a record was last seen, in seconds. */
  static long seen(Features record) {
    String[] seen = record.values()[record.values().length - 1];
    return seen.length == 0 ? Guard.UNKNOWN : Long.parseLong(seen[0]);
  }

  /** Places of records of a component that were put together, each pair once. */
  List<int[]> merged(List<Features> component) {
    if (merges.isEmpty()) {
      return List.of();
    }
    Map<String, Integer> places =
        IntStream.range(0, component.size())
            .boxed()
            .collect(Collectors.toMap(i -> component.get(i).key(), i -> i));
    return IntStream.range(0, component.size())
        .boxed()
        .flatMap(
            i ->
                merges.getOrDefault(component.get(i).key(), Set.of()).stream()
                    .map(other -> places.getOrDefault(other, -1))
                    .filter(j -> j > i)
                    .sorted()
                    .map(j -> new int[] {i, j}))
        .toList();
  }

  /**
   * The place of the first limited type of which two records share an exact identifier, those of no
   * limited type last; -1 where they share none.
   */
  int rank(Features left, Features right) {
    int place = left.values().length - ARRAYS;
    int first = -1;
    List<String> theirs = List.of(right.values()[place]);
    for (String identifier : left.values()[place]) {
      if (theirs.contains(identifier)) {
        int rank = rank(identifier);
        first = first < 0 ? rank : Math.min(first, rank);
      }
    }
    return first;
  }

  private int rank(String identifier) {
    String type = identifier.substring(0, identifier.indexOf(':'));
    int rank = 0;
    while (rank < limits.types().size() && !type.endsWith(limits.types().get(rank).type())) {
      rank++;
    }
    return rank;
  }
}
