package io.journeyhouse.bench.identity;

import java.util.Locale;

/** Writes down what somebody says of themselves, with the mistakes that clerks and forms make. */
final class Clerk {
  private final World world;
  private final Tally tally;

  Clerk(World world, Tally tally) {
    this.world = world;
    this.tally = tally;
  }

  Row write(Household household, Person person, int record) {
    Life life = Life.at(world, household, person, record, tally);
    Contacts contacts = new Contacts(world, household, person, record);
    Mishaps mishaps = new Mishaps(world.dice(Dice.For.MISTAKES, person.id(), record), tally);
    DirtyNames names = new DirtyNames(mishaps);
    DirtyPlaces places = new DirtyPlaces(mishaps);
    DirtyContacts reached = new DirtyContacts(mishaps);
    boolean isNameless = mishaps.happens(Rate.MISSING_GIVEN_NAME);
    Row row =
        new Row(
            isNameless ? null : names.given(person),
            names.surname(person, life.surname()),
            new DirtyDates(mishaps).birthDate(person.born()),
            places.street(life.home()),
            places.city(life.home()),
            places.postalCode(life.home()),
            reached.email(contacts.email(life, tally)),
            reached.phone(contacts.phone(life, tally)),
            mishaps.happens(Rate.MISSING_GENDER) ? null : person.isFemale() ? "f" : "m");
    return inLetters(mishaps, mishaps.happens(Rate.NAMES_SWAPPED) ? row.withNamesSwapped() : row);
  }

  private static Row inLetters(Mishaps mishaps, Row row) {
    Row plain =
        row.hasDiacritics() && mishaps.happens(Rate.DIACRITICS_DROPPED)
            ? row.withTexts(Letters::withoutDiacritics)
            : row;
    return mishaps.happens(Rate.UPPER_CASE)
        ? plain.withTexts(text -> text.toUpperCase(Locale.ROOT))
        : plain;
  }
}
