package io.journeyhouse.jobs.identity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What becomes of ids, by the rules as they are documented, in memory and one step at a time. */
final class IdModel {
  /** Record to id, of the records that are there. */
  private Map<String, String> present = new TreeMap<>();

  private final Map<String, Integer> made = new HashMap<>();

  /** Ids without records to those that they had last. */
  private final Map<String, Set<String>> last = new TreeMap<>();

  private final Set<String> mergedAway = new HashSet<>();
  private Map<String, String> aliases = new TreeMap<>();
  private int night;

  private record Pair(String id, TreeSet<String> cluster, long shared) {}

  /** What a night's clusters are called. */
  record Named(Map<Set<String>, String> kept, Set<Set<String>> unnamed) {}

  /** The ids that clusters keep or get back, and the clusters that get a new one. */
  Named name(Collection<Set<String>> clusters) {
    List<Pair> pairs = new ArrayList<>();
    for (Set<String> cluster : clusters) {
      for (String id : new TreeSet<>(present.values())) {
        long shared = cluster.stream().filter(key -> id.equals(present.get(key))).count();
        if (shared > 0) {
          pairs.add(new Pair(id, new TreeSet<>(cluster), shared));
        }
      }
    }
    pairs.sort(
        Comparator.comparingLong((Pair pair) -> -pair.shared)
            .thenComparing(pair -> made.get(pair.id))
            .thenComparing(Pair::id)
            .thenComparing(pair -> pair.cluster.first()));
    Map<Set<String>, String> kept = new HashMap<>();
    for (Pair pair : pairs) {
      if (!kept.containsValue(pair.id)) {
        kept.putIfAbsent(pair.cluster, pair.id);
      }
    }
    Set<Set<String>> unnamed = new HashSet<>();
    for (Set<String> cluster : clusters) {
      String revived = kept.containsKey(cluster) ? null : revived(cluster);
      if (revived != null) {
        kept.put(cluster, revived);
      } else if (!kept.containsKey(cluster)) {
        unnamed.add(cluster);
      }
    }
    return new Named(kept, unnamed);
  }

  private @Nullable String revived(Set<String> cluster) {
    return mergedAway.stream()
        .filter(id -> holds(cluster, id) * 2 > last.get(id).size())
        .min(
            Comparator.comparingLong((String id) -> -holds(cluster, id))
                .thenComparing(made::get)
                .thenComparing(Comparator.naturalOrder()))
        .orElse(null);
  }

  private long holds(Set<String> cluster, String id) {
    return last.get(id).stream().filter(cluster::contains).count();
  }

  boolean wasEverGiven(String id) {
    return made.containsKey(id);
  }

  /**
   * Takes over a night's ids.
   *
   * @return what became of which id, as {@code id event other}
   */
  Set<String> take(Map<String, String> now) {
    Map<String, String> before = present;
    Set<String> events = new TreeSet<>();
    Set<String> all = new TreeSet<>(before.values());
    all.addAll(now.values());
    for (String id : all) {
      Set<String> had = of(id, before);
      Set<String> has = of(id, now);
      String from = most(has, before, id);
      String to = most(had, now, id);
      if (had.isEmpty()) {
        boolean isBack = made.containsKey(id);
        events.add(
            id + (isBack ? " revived " + from : from == null ? " created null" : " split " + from));
        made.putIfAbsent(id, night);
        last.remove(id);
        mergedAway.remove(id);
      } else if (has.isEmpty()) {
        events.add(id + (to == null ? " retired null" : " merged " + to));
        last.put(id, had);
        if (to != null) {
          mergedAway.add(id);
        }
      } else {
        if (!had.containsAll(has)) {
          events.add(id + " grew null");
        }
        if (!has.containsAll(had)) {
          events.add(id + " shrank null");
        }
      }
    }
    present = new TreeMap<>(now);
    aliases = ledTo();
    night++;
    return events;
  }

  private Map<String, String> ledTo() {
    Map<String, String> leads = new TreeMap<>();
    for (String id : last.keySet()) {
      String heir = most(last.get(id), present, id);
      String former = aliases.get(id);
      if (heir == null && former != null) {
        heir =
            present.containsValue(former)
                ? former
                : most(last.getOrDefault(former, Set.of()), present, former);
      }
      if (heir != null) {
        leads.put(id, heir);
      }
    }
    return leads;
  }

  /** Where ids without records lead. */
  Map<String, String> aliases() {
    return aliases;
  }

  private static Set<String> of(String id, Map<String, String> ids) {
    return ids.entrySet().stream()
        .filter(entry -> entry.getValue().equals(id))
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The id other than this one that has most of the records; of equals that of the first key. */
  private static @Nullable String most(Set<String> keys, Map<String, String> ids, String but) {
    Map<String, TreeSet<String>> byId = new TreeMap<>();
    for (String key : keys) {
      String id = ids.get(key);
      if (id != null && !id.equals(but)) {
        byId.computeIfAbsent(id, i -> new TreeSet<>()).add(key);
      }
    }
    return byId.entrySet().stream()
        .min(
            Comparator.comparingInt((Map.Entry<String, TreeSet<String>> e) -> -e.getValue().size())
                .thenComparing(e -> e.getValue().first()))
        .map(Map.Entry::getKey)
        .orElse(null);
  }
}
