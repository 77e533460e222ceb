package io.journeyhouse.bench.identity;

import java.time.DateTimeException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** How the birth date of a record was written: always a date, seldom a wrong one. */
final class DirtyDates {
  private static final LocalDate NOTHING = LocalDate.of(1900, 1, 1);
  private static final int MONTHS = 12;

  private final Mishaps mishaps;

  DirtyDates(Mishaps mishaps) {
    this.mishaps = mishaps;
  }

  @Nullable LocalDate birthDate(LocalDate born) {
    if (mishaps.happens(Rate.MISSING_BIRTH_DATE)) {
      return null;
    }
    if (mishaps.happens(Rate.YEAR_1900)) {
      return NOTHING;
    }
    if (mishaps.happens(Rate.FIRST_OF_JANUARY)) {
      return born.withDayOfYear(1);
    }
    if (born.getDayOfMonth() <= MONTHS && mishaps.happens(Rate.DAY_MONTH_SWAPPED)) {
      return LocalDate.of(born.getYear(), born.getDayOfMonth(), born.getMonthValue());
    }
    return mishaps.happens(Rate.TYPO_BIRTH_DATE) ? withWrongDigit(born) : born;
  }

  private LocalDate withWrongDigit(LocalDate born) {
    String digits = born.toString().replace("-", "");
    while (true) {
      LocalDate wrong = date(Integer.parseInt(Typos.digit(mishaps, digits)));
      if (wrong != null && wrong.isAfter(NOTHING) && !wrong.isAfter(Person.TODAY)) {
        return wrong;
      }
    }
  }

  /** Of year, month and day; null where there is no such day. */
  private static @Nullable LocalDate date(int digits) {
    try {
      return LocalDate.of(digits / 10_000, digits / 100 % 100, digits % 100);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
