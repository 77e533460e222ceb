package io.journeyhouse.jobs.matching;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a field holds, which says how its values are tidied, compared and cut for blocking. */
public enum FieldKind {
  GIVEN_NAME(Tidy::words, Comparison.NAME, true, Cut.WHOLE, Cut.SOUND),
  SURNAME(Tidy::words, Comparison.NAME, true, Cut.WHOLE, Cut.SOUND),
  MIDDLE_NAME(Tidy::words, Comparison.NAME, true),
  BIRTH_DATE(
      Tidy::date, Comparison.DATE, true, Cut.WHOLE, Cut.YEAR, Cut.MONTH_AND_DAY, Cut.YEAR_MONTH),
  STREET(Tidy::words, Comparison.TEXT, true, Cut.WHOLE, Cut.FIRST_WORDS),
  CITY(Tidy::words, Comparison.PLACE, true, Cut.WHOLE, Cut.SOUND),
  POSTAL_CODE(Tidy::code, Comparison.POSTAL_CODE, true, Cut.WHOLE, Cut.FIRST_HALF),
  EMAIL(Tidy::email, Comparison.EMAIL, true, Cut.WHOLE, Cut.BEFORE_AT),
  PHONE(Tidy::phone, Comparison.CODE, true, Cut.WHOLE, Cut.FIRST_HALF, Cut.LAST_HALF),
  NATIONAL_ID(Tidy::code, Comparison.CODE, true, Cut.WHOLE, Cut.FIRST_HALF, Cut.LAST_HALF),
  GENDER(Tidy::gender, Comparison.CATEGORY, false, Cut.WHOLE),
  CODE(Tidy::code, Comparison.CODE, true, Cut.WHOLE, Cut.FIRST_HALF, Cut.LAST_HALF),
  CATEGORY(Tidy::words, Comparison.CATEGORY, true, Cut.WHOLE),
  TEXT(Tidy::words, Comparison.TEXT, true, Cut.WHOLE, Cut.FIRST_WORDS),
  PLACE(Tidy::words, Comparison.PLACE, true, Cut.WHOLE, Cut.SOUND),
  SET(Tidy::words, Comparison.SET, true, Cut.WHOLE);

  /** How a value is made comparable. */
  @FunctionalInterface
  interface Tidying {
    @Nullable String apply(String raw);
  }

  private final Tidying tidying;
  private final Comparison comparison;
  private final boolean weighsFrequency;
  private final List<Cut> cuts;

  FieldKind(Tidying tidying, Comparison comparison, boolean weighsFrequency, Cut... cuts) {
    this.tidying = tidying;
    this.comparison = comparison;
    this.weighsFrequency = weighsFrequency;
    this.cuts = List.of(cuts);
  }

  /** How it is written in configuration: {@code given_name}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Nullable String tidy(String raw) {
    return tidying.apply(raw);
  }

  Comparison comparison() {
    return comparison;
  }

  /** Whether agreement on a rare value weighs more than on a frequent one. */
  boolean weighsFrequency() {
    return weighsFrequency;
  }

  List<Cut> cuts() {
    return cuts;
  }

  /** Whether a value names one person, or the few who share it. */
  public boolean isIdentifier() {
    return switch (this) {
      case EMAIL, PHONE, NATIONAL_ID -> true;
      default -> false;
    };
  }

  /** Whether people who share a household seldom share the value. */
  boolean isOwn() {
    return switch (this) {
      case GIVEN_NAME, MIDDLE_NAME, BIRTH_DATE, GENDER -> true;
      default -> false;
    };
  }
}
