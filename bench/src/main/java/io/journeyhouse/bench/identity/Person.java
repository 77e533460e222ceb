package io.journeyhouse.bench.identity;

import java.time.LocalDate;

/**
 * What is true of one person for good.
 *
 * @param surname the present one
 * @param formerSurname before a marriage, or the other half of a double name
 * @param records how many there are
 * @param firstRound when the first record was made; each further one a round later
 */
record Person(
    int id,
    boolean isFemale,
    LocalDate born,
    String givenName,
    String middleName,
    String surname,
    String formerSurname,
    int records,
    int firstRound) {

  static final LocalDate TODAY = LocalDate.of(2026, 1, 1);
  private static final int GROWN_UP = 18;
  private static final int TEENAGER = 13;

  boolean isAdult() {
    return isAtLeast(GROWN_UP);
  }

  /** Old enough for a telephone and an e-mail address of their own. */
  boolean isTeenager() {
    return isAtLeast(TEENAGER);
  }

  private boolean isAtLeast(int years) {
    return !born.plusYears(years).isAfter(TODAY);
  }
}
