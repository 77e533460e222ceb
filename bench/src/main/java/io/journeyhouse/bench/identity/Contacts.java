package io.journeyhouse.bench.identity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Under which telephone number and e-mail address somebody can be reached. */
final class Contacts {
  private static final Weighted<String> DOMAINS =
      Weighted.zipf(Words.of("email-domains.txt"), 1, 1.2);

  /** Namesakes with the same number at the same provider are next to none. */
  private static final int EMAIL_NUMBERS = 100_000;

  private final World world;
  private final Household household;
  private final Person person;
  private final Dice dice;

  Contacts(World world, Household household, Person person, int record) {
    this.world = world;
    this.household = household;
    this.person = person;
    dice = world.dice(Dice.For.CONTACT, person.id(), record);
  }

  /** Ten digits. */
  String phone(Life life, Tally tally) {
    if (household.hasLandline() && !life.hasLeft()) {
      Rate rate = person.isAdult() ? Rate.LANDLINE_GIVEN : Rate.LANDLINE_GIVEN_CHILD;
      boolean isGiven = dice.chance(rate);
      tally.count(rate, isGiven);
      if (isGiven) {
        return number(life.home(), household.id(), -1 - life.home().area().city().firstArea());
      }
    }
    return person.isTeenager()
        ? number(household.firstHome(), person.id(), life.phones())
        : number(household.firstHome(), household.members().get(0).id(), 0);
  }

  /** Null where there is none. */
  @Nullable String email(Life life, Tally tally) {
    if (household.sharesEmail() && household.isOfCouple(person) && !life.hasLeft()) {
      boolean isGiven = dice.chance(Rate.SHARED_EMAIL_GIVEN);
      tally.count(Rate.SHARED_EMAIL_GIVEN, isGiven);
      if (isGiven) {
        return sharedEmail();
      }
    }
    return person.isAdult() || (person.isTeenager() && hasEmailAlready(tally))
        ? ownEmail(life)
        : null;
  }

  /** Of somebody not grown up, in all records or in none. */
  private boolean hasEmailAlready(Tally tally) {
    boolean has = world.dice(Dice.For.EMAIL, person.id(), -1).chance(Rate.CHILD_EMAIL);
    tally.count(Rate.CHILD_EMAIL, has);
    return has;
  }

  /** One number for each owner, and another one after each change. */
  private String number(Address home, int owner, int change) {
    Dice digits = world.dice(Dice.For.PHONE, owner, change);
    return home.area().city().areaCode()
        + digits.between(2, 9)
        + String.valueOf(1_000_000 + digits.below(1_000_000)).substring(1);
  }

  private String sharedEmail() {
    Dice parts = world.dice(Dice.For.SHARED_EMAIL, household.id(), 0);
    String surname = household.members().get(1).surname();
    return "family." + Letters.ascii(surname) + numberAndDomain(parts);
  }

  private String ownEmail(Life life) {
    Dice parts = world.dice(Dice.For.EMAIL, person.id(), life.emails());
    String given = Letters.ascii(person.givenName());
    String surname = Letters.ascii(life.emailSurname());
    List<String> nicknames = Nicknames.of(person.givenName());
    String local =
        switch (parts.below(8)) {
          case 0, 1, 2 -> given + "." + surname;
          case 3 -> given + surname;
          case 4 -> given.charAt(0) + surname;
          case 5 -> surname + "." + given;
          case 6 -> given + "_" + surname;
          default -> (nicknames.isEmpty() ? given : Letters.ascii(parts.pick(nicknames))) + surname;
        };
    return local + numberAndDomain(parts);
  }

  private static String numberAndDomain(Dice parts) {
    return parts.below(EMAIL_NUMBERS) + "@" + DOMAINS.pick(parts);
  }
}
