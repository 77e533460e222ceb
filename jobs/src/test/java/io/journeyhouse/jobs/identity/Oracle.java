package io.journeyhouse.jobs.identity;

import io.journeyhouse.common.keys.Hashes;
import io.journeyhouse.jobs.identity.SmallWorld.Identifier;
import io.journeyhouse.jobs.identity.SmallWorld.PersonRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The single customer view as its documentation says it, in the simplest way, for few records. */
final class Oracle {
  private final Map<String, Integer> caps;

  Oracle(Map<String, Integer> caps) {
    this.caps = caps;
  }

  /** The sets of keys of records that are one customer. */
  Set<Set<String>> components(Collection<PersonRecord> live) {
    Map<String, Set<String>> sets = new TreeMap<>();
    live.forEach(r -> sets.put(r.key(), new TreeSet<>(Set.of(r.key()))));
    for (Map.Entry<Identifier, List<PersonRecord>> value : stating(live).entrySet()) {
      Integer cap = caps.get(value.getKey().type());
      if (cap == null || value.getValue().size() > cap) {
        continue;
      }
      Set<String> all = new TreeSet<>();
      value.getValue().forEach(r -> all.addAll(sets.get(r.key())));
      all.forEach(key -> sets.put(key, all));
    }
    return new HashSet<>(sets.values());
  }

  /** Which customer each identifier names, by record to customer; those that name nobody: null. */
  Map<Identifier, @Nullable String> bridge(
      Collection<PersonRecord> live, Map<String, String> customers, Set<List<String>> logins) {
    Map<Identifier, Set<String>> persons = new HashMap<>();
    Set<Identifier> generic = new HashSet<>();
    stating(live)
        .forEach(
            (identifier, records) -> {
              records.forEach(r -> add(persons, identifier, customers.get(r.key())));
              if (records.size() > caps.getOrDefault(identifier.type(), Integer.MAX_VALUE)) {
                generic.add(identifier);
              }
            });
    customers.forEach(
        (record, customer) -> add(persons, new Identifier("record", record), customer));
    Map<Identifier, @Nullable String> named = new HashMap<>();
    persons.forEach((identifier, of) -> named.put(identifier, only(identifier, of, generic)));
    for (List<String> pair : logins) {
      String customer = named.get(new Identifier("login", pair.get(1)));
      add(
          persons,
          new Identifier("device", pair.get(0)),
          customer == null ? "?" + pair.get(1) : customer);
    }
    persons.forEach((identifier, of) -> named.put(identifier, only(identifier, of, generic)));
    return named;
  }

  /** Whose a fact with identifiers is. */
  static String owner(List<Identifier> identifiers, Map<Identifier, @Nullable String> bridge) {
    Identifier strongest = null;
    for (String type : SmallWorld.STRONGEST_FIRST) {
      for (Identifier identifier : identifiers) {
        if (identifier.type().equals(type)) {
          String customer = bridge.get(identifier);
          if (customer != null) {
            return customer;
          }
          strongest = strongest == null ? identifier : strongest;
        }
      }
    }
    return strongest == null ? "nobody" : anonymous(strongest);
  }

  static String anonymous(Identifier identifier) {
    return "a_" + Hashes.sha256(identifier.type() + ":" + identifier.value()).substring(0, 32);
  }

  private static Map<Identifier, List<PersonRecord>> stating(Collection<PersonRecord> live) {
    Map<Identifier, List<PersonRecord>> stating = new HashMap<>();
    for (PersonRecord record : live) {
      for (Identifier identifier : new HashSet<>(record.identifiers())) {
        stating.computeIfAbsent(identifier, i -> new ArrayList<>()).add(record);
      }
    }
    return stating;
  }

  private static void add(Map<Identifier, Set<String>> persons, Identifier identifier, String who) {
    persons.computeIfAbsent(identifier, i -> new TreeSet<>()).add(who);
  }

  private static @Nullable String only(
      Identifier identifier, Set<String> persons, Set<Identifier> generic) {
    String first = persons.iterator().next();
    return persons.size() > 1 || generic.contains(identifier) || first.startsWith("?")
        ? null
        : first;
  }
}
