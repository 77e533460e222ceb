package io.journeyhouse.bench.identity;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Makes the household of a number. */
final class Households {
  /** Rounds in which records are made; the longest history takes all of them. */
  private static final int ROUNDS = 8;

  private static final int OLDEST_YOUNGEST_CHILD = 16;

  private static final int YOUNGEST_ADULT = 20;
  private static final int AGE_STEP = 5;

  /** How many of each five years of age, from 20, live without children. */
  private static final List<Integer> PYRAMID =
      List.of(4, 4, 3, 3, 3, 5, 8, 11, 13, 12, 11, 9, 6, 3, 1);

  private static final Weighted<Integer> AGES =
      Weighted.by(IntStream.range(0, PYRAMID.size()).boxed().toList(), step -> PYRAMID.get(step));

  private static final Weighted<Integer> BIRTHS =
      Weighted.by(List.of(1, 2, 3, 4), births -> 4.5 / (births * births));

  private static final Weighted<Rate> KINDS = Rate.oneOf(Rate.SINGLE, Rate.FLAT_SHARE);

  private final World world;

  Households(World world) {
    this.world = world;
  }

  Household of(int id) {
    return new Draft(id).household();
  }

  /** A household in the making. */
  private final class Draft {
    private final int id;
    private final Dice dice;
    private final String surname;
    private final List<Person> members = new ArrayList<>();
    private final Set<String> givenNames = new HashSet<>();

    Draft(int id) {
      this.id = id;
      dice = world.dice(Dice.For.HOUSEHOLD, id, 0);
      surname = world.surnames.pick(dice);
    }

    Household household() {
      Rate kind = KINDS.pick(dice);
      switch (kind) {
        case SINGLE -> add(dice.chance(Rate.FEMALE), adultAge(), surname);
        case COUPLE -> couple(adultAge());
        case FAMILY -> family(true);
        case SINGLE_PARENT -> family(false);
        default -> flatShare();
      }
      boolean isCouple = kind == Rate.COUPLE || kind == Rate.FAMILY;
      return new Household(
          id,
          kind,
          members,
          world.geography.anywhere(world.dice(Dice.For.HOUSEHOLD_ADDRESS, id, 0)),
          dice.chance(Rate.LANDLINE),
          isCouple && dice.chance(Rate.SHARED_EMAIL));
    }

    private void flatShare() {
      int size = dice.between(2, 5);
      for (int i = 0; i < size; i++) {
        add(dice.chance(Rate.FEMALE), days(dice.between(19, 34)), world.surnames.pick(dice));
      }
    }

    /** The woman and the man, whose name the children get. */
    private void couple(int age) {
      boolean isShared = dice.chance(Rate.SHARED_SURNAME);
      add(true, age, isShared ? surname : world.surnames.pick(dice));
      int mans = age + days(dice.between(-3, 6));
      add(false, Math.max(mans, days(YOUNGEST_ADULT)), surname);
    }

    private void family(boolean hasBoth) {
      int births = BIRTHS.pick(dice);
      List<Integer> ages = new ArrayList<>();
      int age = dice.below(days(OLDEST_YOUNGEST_CHILD));
      for (int birth = 0; birth < births; birth++) {
        ages.add(age);
        if (dice.chance(Rate.TWINS)) {
          ages.add(age);
        }
        age += days(1) + dice.below(days(3));
      }
      int mothers =
          ages.get(ages.size() - 1) + days(19) + dice.below(days(10)) + dice.below(days(10));
      if (hasBoth) {
        couple(mothers);
      } else {
        add(dice.chance(Rate.MOTHER_ALONE), mothers, surname);
      }
      int room = Household.MOST_MEMBERS - members.size();
      children(ages.subList(0, Math.min(ages.size(), room)), members.get(members.size() - 1));
    }

    private void children(List<Integer> ages, Person father) {
      boolean isJunior = dice.chance(Rate.JUNIOR) && !father.isFemale();
      for (int age : ages) {
        boolean isFemale = dice.chance(Rate.FEMALE);
        if (isJunior && !isFemale) {
          isJunior = false;
          addNamed(father.givenName(), false, age, surname);
        } else {
          add(isFemale, age, surname);
        }
      }
    }

    /** With a name that nobody else of the household has. */
    private void add(boolean isFemale, int ageInDays, String name) {
      int born = Person.TODAY.minusDays(ageInDays).getYear();
      String givenName = world.givenNames.pickOther(dice, isFemale, born, givenNames);
      addNamed(givenName, isFemale, ageInDays, name);
    }

    private void addNamed(String givenName, boolean isFemale, int ageInDays, String name) {
      LocalDate born = Person.TODAY.minusDays(ageInDays);
      givenNames.add(givenName);
      int records = RecordCount.pick(dice);
      members.add(
          new Person(
              id * Household.MOST_MEMBERS + members.size(),
              isFemale,
              born,
              givenName,
              world.givenNames.pick(dice, isFemale, born.getYear()),
              name,
              world.surnames.pick(dice),
              records,
              dice.between(0, ROUNDS - records)));
    }

    private int adultAge() {
      return days(YOUNGEST_ADULT + AGES.pick(dice) * AGE_STEP + dice.below(AGE_STEP));
    }

    /** In days, a birthday somewhere in the year. */
    private int days(int years) {
      return years * 365 + dice.below(365);
    }
  }
}
