package io.journeyhouse.jobs.sample;

import io.journeyhouse.jobs.sample.Action.CardVersion;
import io.journeyhouse.jobs.sample.Action.CrmVersion;
import java.util.List;

/** Which records the CRM and the loyalty programme keep of a person, and their versions. */
final class Records {
  static final int MOVED = 1;
  static final int MARRIED = 2;
  static final int NEW_EMAIL = 4;
  static final int NEW_TASTE = 8;
  static final int DELETED = 16;

  /** Chance of each change in 90 days, by bit. */
  private static final double[] CHANGES = {0.05, 0.015, 0.02, 0.1, 0.003};

  private Records() {}

  static void plan(World world, Person person, List<Action> actions) {
    if (person.hasRecord) {
      planCrm(world, person, actions);
    }
    if (person.hasCard) {
      planCard(world, person, actions);
    }
  }

  private static void planCrm(World world, Person person, List<Action> actions) {
    Dice dice = world.dice(Dice.For.RECORD_CHANGES, person.id, 0);
    int last = world.days.count();
    int[] changesOn = new int[CHANGES.length];
    for (int i = 0; i < CHANGES.length; i++) {
      boolean changes = dice.chance(Math.min(1, CHANGES[i] * world.share()));
      int on = person.entryDay + 1 + dice.below(last);
      changesOn[i] = changes ? on : last;
    }
    long created = created(world, dice, person);
    actions.add(new CrmVersion(person.entryDay, created, created, 0, 0, 0));
    int version = 0;
    for (int day = person.entryDay + 1; day < last; day = nextAfter(day, changesOn, last)) {
      if (has(changesOn, day)) {
        long changed = world.days.at(day, dice.between(8, 18) * 3600 + dice.below(3600));
        actions.add(new CrmVersion(day, created, changed, 0, ++version, until(changesOn, day)));
      }
    }
    int duplicates = dice.chance(0.14) ? dice.chance(0.12) ? 2 : 1 : 0;
    for (int slot = 1; slot <= duplicates; slot++) {
      boolean isFromBefore = person.isOld && dice.chance(0.5);
      int day = isFromBefore ? 0 : person.entryDay + dice.below(last);
      if (day < last) {
        long at =
            isFromBefore
                ? created + dice.below(20) * 3600L
                : world.days.at(day, dice.between(8, 18) * 3600 + dice.below(3600));
        actions.add(new CrmVersion(day, at, at, slot, 0, until(changesOn, day) & ~DELETED));
      }
    }
  }

  private static void planCard(World world, Person person, List<Action> actions) {
    Dice dice = world.dice(Dice.For.CARD, person.id, 0);
    int last = world.days.count();
    int day = person.isOld ? 0 : person.entryDay + dice.below(10);
    long joined =
        person.isOld
            ? created(world, dice, person)
            : day < last ? world.days.at(day, dice.between(9, 19) * 3600) : 0;
    if (day >= last) {
      return;
    }
    actions.add(new CardVersion(day, joined, joined, 0));
    int changesOn = day + 1 + dice.below(last);
    if (dice.chance(Math.min(1, 0.08 * world.share())) && changesOn < last) {
      long changed = world.days.at(changesOn, dice.between(9, 19) * 3600);
      actions.add(new CardVersion(changesOn, joined, changed, 1));
    }
  }

  private static long created(World world, Dice dice, Person person) {
    return person.isOld
        ? world.days.start(0) - dice.between(1, 1500) * 86_400L + dice.between(25_000, 70_000)
        : world.days.at(person.entryDay, dice.between(8, 21) * 3600 + dice.below(3600));
  }

  private static int nextAfter(int day, int[] changesOn, int last) {
    int next = last;
    for (int on : changesOn) {
      next = on > day ? Math.min(next, on) : next;
    }
    return next;
  }

  private static boolean has(int[] changesOn, int day) {
    for (int on : changesOn) {
      if (on == day) {
        return true;
      }
    }
    return false;
  }

  private static int until(int[] changesOn, int day) {
    int bits = 0;
    for (int i = 0; i < changesOn.length; i++) {
      bits |= changesOn[i] <= day ? 1 << i : 0;
    }
    return bits;
  }
}
