package io.journeyhouse.bench.identity;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Counts households and what they are. */
final class Census {
  private final Tally tally;
  private long households;
  private long people;

  Census(Tally tally) {
    this.tally = tally;
  }

  long households() {
    return households;
  }

  long people() {
    return people;
  }

  void count(Household household) {
    List<Person> members = household.members();
    households++;
    people += members.size();
    tally.countOneOf(Rate.SINGLE, Rate.FLAT_SHARE, household.kind());
    tally.count(Rate.LANDLINE, household.hasLandline());
    for (Person member : members) {
      tally.count(Rate.FEMALE, member.isFemale());
      RecordCount.count(member.records(), tally);
    }
    if (household.hasCouple()) {
      tally.count(Rate.SHARED_EMAIL, household.sharesEmail());
      boolean isShared = members.get(0).surname().equals(members.get(1).surname());
      tally.count(Rate.SHARED_SURNAME, isShared);
    }
    if (household.kind() == Rate.SINGLE_PARENT) {
      tally.count(Rate.MOTHER_ALONE, members.get(0).isFemale());
      countChildren(members.get(0), members.subList(1, members.size()));
    } else if (household.kind() == Rate.FAMILY) {
      countChildren(members.get(1), members.subList(2, members.size()));
    }
  }

  private void countChildren(Person parent, List<Person> children) {
    Set<Object> births = new HashSet<>();
    for (Person child : children) {
      births.add(child.born());
    }
    for (int birth = 0; birth < births.size(); birth++) {
      tally.count(Rate.TWINS, birth < children.size() - births.size());
    }
    if (!parent.isFemale() && children.stream().anyMatch(child -> !child.isFemale())) {
      tally.count(
          Rate.JUNIOR,
          children.stream().anyMatch(child -> child.givenName().equals(parent.givenName())));
    }
  }
}
