package io.journeyhouse.jobs.identity;

import io.journeyhouse.jobs.identity.HouseholdAddress.Part;
import io.journeyhouse.jobs.matching.DisjointSets;
import io.journeyhouse.jobs.matching.Similarity;
import io.journeyhouse.jobs.workspace.HouseholdConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which of the people of one address, or of nearly equal addresses, are one household. */
final class HouseholdLinks {
  /** Slips of the pen that a name of a street may differ by, and a postal code. */
  private static final Map<Part, Integer> SLIPS = Map.of(Part.WORDS, 2, Part.POSTAL_CODE, 1);

  /**
   * Two records of one household.
   *
   * @param left the record's member, as is right
   */
  record Link(long left, long right) {}

  private HouseholdLinks() {}

  /**
   * Of people who state one and the same address.
   *
   * @param people how many customers do
   */
  static List<Link> atOneAddress(List<Resident> residents, long people, HouseholdConfig config) {
    List<Link> links = new ArrayList<>();
    for (int i = 1; i < residents.size(); i++) {
      if (people <= config.size()) {
        links.add(new Link(residents.get(0).member(), residents.get(i).member()));
        continue;
      }
      for (int j = 0; j < i; j++) {
        if (residents.get(i).isTiedTo(residents.get(j))) {
          links.add(new Link(residents.get(j).member(), residents.get(i).member()));
        }
      }
    }
    return links;
  }

  /**
   * Of people with a common surname or phone whose addresses differ in nothing but one part: where
   * that is written with a slip, or where it is missing and but one is known. To miss the house
   * number where two are known says nothing.
   */
  static List<Link> atNearAddresses(List<Resident> residents, Part open, HouseholdConfig config) {
    if (residents.stream().map(Resident::customer).distinct().count() > config.groupQuarters()) {
      return List.of();
    }
    Map<String, List<Resident>> byValue = new TreeMap<>();
    for (Resident resident : residents) {
      byValue.computeIfAbsent(resident.address().part(open), v -> new ArrayList<>()).add(resident);
    }
    List<Resident> missing = byValue.remove("");
    Map<Long, List<Resident>> together = new LinkedHashMap<>();
    DisjointSets sets = joined(List.copyOf(byValue.keySet()), SLIPS.getOrDefault(open, 0));
    long value = 0;
    for (List<Resident> stated : byValue.values()) {
      together.computeIfAbsent(sets.label(value++), set -> new ArrayList<>()).addAll(stated);
    }
    if (missing != null && together.size() == 1) {
      together.values().iterator().next().addAll(missing);
    } else if (missing != null && together.isEmpty() && open == Part.NUMBERS) {
      together.put(0L, missing);
    }
    List<Link> links = new ArrayList<>();
    for (List<Resident> group : together.values()) {
      for (int i = 1; i < group.size(); i++) {
        links.add(new Link(group.get(0).member(), group.get(i).member()));
      }
    }
    return links;
  }

  /** Sets of the values, by their places, that so many slips or fewer make equal. */
  private static DisjointSets joined(List<String> values, int slips) {
    DisjointSets sets = new DisjointSets();
    for (int i = 0; i < values.size(); i++) {
      for (int j = 0; slips > 0 && j < i; j++) {
        if (Similarity.edits(values.get(i), values.get(j), slips) >= 0) {
          sets.join(i, j);
        }
      }
    }
    return sets;
  }
}
