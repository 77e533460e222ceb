package io.journeyhouse.bench.identity;

import java.util.List;

/**
 * People who live together. A couple comes first, its children after it.
 *
 * @param kind one of the first rates
 * @param firstHome in round 0
 */
record Household(
    int id,
    Rate kind,
    List<Person> members,
    Address firstHome,
    boolean hasLandline,
    boolean sharesEmail) {

  static final int MOST_MEMBERS = 6;

  boolean hasCouple() {
    return kind == Rate.COUPLE || kind == Rate.FAMILY;
  }

  boolean isOfCouple(Person person) {
    return hasCouple() && members.indexOf(person) < 2;
  }

  int records() {
    int records = 0;
    for (Person member : members) {
      records += member.records();
    }
    return records;
  }

  /** Whether all who still live there left for another home before the round. */
  boolean movedBefore(int round, World world) {
    return movesTogether()
        && world.dice(Dice.For.HOUSEHOLD_MOVE, id, round).chance(Rate.MOVED_TOGETHER);
  }

  boolean movesTogether() {
    return kind != Rate.FLAT_SHARE;
  }

  Address homeAt(int round, World world) {
    Address home = firstHome;
    for (int moved = 1; moved <= round; moved++) {
      if (movedBefore(moved, world)) {
        home = movedFrom(home, moved, world);
      }
    }
    return home;
  }

  Address movedFrom(Address home, int round, World world) {
    return world.geography.movedFrom(home, world.dice(Dice.For.HOUSEHOLD_ADDRESS, id, round));
  }
}
