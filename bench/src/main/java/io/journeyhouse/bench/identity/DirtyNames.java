package io.journeyhouse.bench.identity;

import java.util.List;

/** How the names of a record were written. */
final class DirtyNames {
  private final Mishaps mishaps;

  DirtyNames(Mishaps mishaps) {
    this.mishaps = mishaps;
  }

  String given(Person person) {
    String name = person.givenName();
    List<String> nicknames = Nicknames.of(name);
    if (!nicknames.isEmpty() && mishaps.happens(Rate.NICKNAME)) {
      name = mishaps.dice.pick(nicknames);
    }
    if (mishaps.happens(Rate.INITIAL)) {
      return mishaps.abbreviated(name.substring(0, 1));
    }
    if (mishaps.happens(Rate.MIDDLE_NAME)) {
      name += " " + person.middleName();
    }
    return mishaps.typed(Rate.TYPO_GIVEN_NAME, name);
  }

  String surname(Person person, String now) {
    String other = now.equals(person.surname()) ? person.formerSurname() : person.surname();
    String name = mishaps.happens(Rate.DOUBLE_BARRELLED) ? now + "-" + other : now;
    return mishaps.typed(Rate.TYPO_SURNAME, name);
  }
}
