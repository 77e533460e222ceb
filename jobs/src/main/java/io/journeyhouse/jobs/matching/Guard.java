package io.journeyhouse.jobs.matching;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What keeps clusters of one component apart, however alike their records are. A union may exceed a
 * limit no further than one of its halves does already, because a steward made it so.
 */
final class Guard {
  /** When a record was seen, where that is not known. */
  static final long UNKNOWN = Long.MIN_VALUE;

  private final List<Member> members;
  private final Limits limits;
  private final Map<String, Set<String>> splits;

  /**
   * A record as limits see it.
   *
   * @param identifiers what it states, each written type:value
   * @param seen when it last did, in seconds
   */
  record Member(String key, String source, List<String> identifiers, long seen) {}

  /**
   * Why two clusters stay apart.
   *
   * @param detail the type of identifier or the source that is limited
   */
  record Refusal(String guardrail, @Nullable String detail) {}

  private record Stated(String value, long seen) {}

  /**
   * @param splits record to the records that it was split from
   */
  Guard(List<Member> members, Limits limits, Map<String, Set<String>> splits) {
    this.members = members;
    this.limits = limits;
    this.splits = splits;
  }

  /** Whether anything of the component can be refused at all. */
  boolean isNeeded() {
    int[] all = IntStream.range(0, members.size()).toArray();
    return members.stream().anyMatch(member -> splits.containsKey(member.key))
        || all.length > limits.records()
        || identifiers(all) > limits.identifiers()
        || limits.duplicateFree().stream().anyMatch(source -> records(all, source) > 1)
        || limits.types().stream().anyMatch(type -> values(all, type) > type.values());
  }

  /** Why two clusters must not be one; null where they may. */
  @Nullable Refusal refusal(int[] left, int[] right) {
    Refusal contradiction = contradiction(left, right);
    if (contradiction != null) {
      return contradiction;
    }
    int most = Math.max(identifiers(left), identifiers(right));
    int[] both = both(left, right);
    return both.length > limits.records()
            || identifiers(both) > Math.max(limits.identifiers(), most)
        ? new Refusal("cluster cap", null)
        : null;
  }

  /** Why two clusters cannot be of one person, their size aside; null where they can. */
  @Nullable Refusal contradiction(int[] left, int[] right) {
    if (areSplit(left, right)) {
      return new Refusal("steward split", null);
    }
    int[] both = both(left, right);
    for (String source : limits.duplicateFree()) {
      int most = Math.max(records(left, source), records(right, source));
      if (records(both, source) > Math.max(1, most)) {
        return new Refusal("duplicate-free source", source);
      }
    }
    for (Limits.OfType type : limits.types()) {
      int most = Math.max(values(left, type), values(right, type));
      if (values(both, type) > Math.max(type.values(), most)) {
        return new Refusal("identifier limit", type.type());
      }
    }
    return null;
  }

  private static int[] both(int[] left, int[] right) {
    return IntStream.concat(Arrays.stream(left), Arrays.stream(right)).toArray();
  }

  private boolean areSplit(int[] left, int[] right) {
    return Arrays.stream(left)
        .mapToObj(i -> splits.getOrDefault(members.get(i).key, Set.of()))
        .filter(from -> !from.isEmpty())
        .anyMatch(from -> Arrays.stream(right).anyMatch(i -> from.contains(members.get(i).key)));
  }

  private int records(int[] cluster, String source) {
    return (int) Arrays.stream(cluster).filter(i -> members.get(i).source.equals(source)).count();
  }

  private int identifiers(int[] cluster) {
    Set<String> distinct = new HashSet<>();
    Arrays.stream(cluster).forEach(i -> distinct.addAll(members.get(i).identifiers));
    return distinct.size();
  }

  private int values(int[] cluster, Limits.OfType type) {
    String prefix = type.type() + ":";
    List<Stated> stated = new ArrayList<>();
    for (int i : cluster) {
      Member member = members.get(i);
      for (String identifier : member.identifiers) {
        if (identifier.startsWith(prefix)) {
          stated.add(new Stated(identifier, member.seen));
        }
      }
    }
    return type.days() == 0 ? distinct(stated) : mostAtATime(stated, type.days());
  }

  private static int distinct(Collection<Stated> stated) {
    return (int) stated.stream().map(Stated::value).distinct().count();
  }

  /** The most different values of any so many days; those without a time are of all of them. */
  private static int mostAtATime(List<Stated> stated, int days) {
    Map<String, Integer> inside = new HashMap<>();
    List<Stated> timed = new ArrayList<>();
    for (Stated each : stated) {
      if (each.seen == UNKNOWN) {
        inside.merge(each.value, 1, Integer::sum);
      } else {
        timed.add(each);
      }
    }
    timed.sort(Comparator.comparingLong(Stated::seen));
    int most = inside.size();
    int from = 0;
    for (Stated each : timed) {
      inside.merge(each.value, 1, Integer::sum);
      while (each.seen - timed.get(from).seen >= days * 86_400L) {
        inside.computeIfPresent(timed.get(from++).value, (value, n) -> n == 1 ? null : n - 1);
      }
      most = Math.max(most, inside.size());
    }
    return most;
  }
}
