package io.journeyhouse.bench.identity;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/** How often what happens: every rate of the model, why it is so, and of what it is a share. */
enum Rate {
  /** Two fifths of households in rich countries are one person. */
  SINGLE(0.38, "households"),
  /** Includes those whose children have left. */
  COUPLE(0.27, "households"),
  /** Where twins and juniors live: enough of them to be felt. */
  FAMILY(0.22, "households"),
  SINGLE_PARENT(0.06, "households"),
  /** People who share an address and a telephone and nothing else. */
  FLAT_SHARE(0.07, "households"),

  /** The rest kept their names. */
  SHARED_SURNAME(0.85, "couples"),
  /** So many that a telephone alone is no proof of who somebody is. */
  LANDLINE(0.6, "households"),
  /** One address for both, as older couples have it. */
  SHARED_EMAIL(0.12, "couples"),
  FEMALE(0.51, "people"),
  MOTHER_ALONE(0.85, "single parents"),
  /** As registered in recent years. */
  TWINS(0.012, "births"),
  /** Makes one family in a hundred, since some have no son. */
  JUNIOR(0.014, "families with a son"),

  /** The mean of these is 2. */
  ONE_RECORD(0.41, "people"),
  TWO_RECORDS(0.35, "people"),
  THREE_RECORDS(0.14, "people"),
  FOUR_RECORDS(0.06, "people"),
  FIVE_RECORDS(0.03, "people"),
  /** Somebody whom every branch registered anew. */
  EIGHT_RECORDS(0.01, "people"),

  /** With children, who move only with all others, 15 of 100 further records. */
  MOVED(0.16, "adults' further records"),
  /** Less for those who have left and for flat shares, who never move together. */
  MOVED_TOGETHER(0.09, "further records"),
  /** Most moves are short. Other moves go anywhere, now and then to the same city. */
  MOVED_WITHIN_CITY(0.6, "moves"),
  /** Once at most. */
  RENAMED_WOMAN(0.085, "women's further records"),
  RENAMED_MAN(0.01, "men's further records"),
  /** With {@link #NEW_EMAIL} a fifth of further records has one of the two. */
  NEW_PHONE(0.11, "further records"),
  NEW_EMAIL(0.11, "further records"),

  /** Instead of the own mobile number, by who has one. */
  LANDLINE_GIVEN(0.4, "adults' records, landline"),
  /** The youngest have no other but a parent's. */
  LANDLINE_GIVEN_CHILD(0.75, "children's records, landline"),
  /** By couples that have one. */
  SHARED_EMAIL_GIVEN(0.6, "records of those who share one"),
  /** Those under 13 have none. */
  CHILD_EMAIL(0.4, "teenagers' records"),

  TYPO_GIVEN_NAME(0.05, "given names"),
  /** Longer and stranger than given names. */
  TYPO_SURNAME(0.06, "surnames"),
  TYPO_STREET(0.08, "streets"),
  TYPO_CITY(0.04, "cities"),
  /** Mostly copied, not typed. */
  TYPO_EMAIL(0.03, "e-mails"),
  TYPO_POSTAL_CODE(0.03, "postal codes"),
  TYPO_BIRTH_DATE(0.04, "birth dates"),
  TYPO_PHONE(0.04, "phones"),
  /** The rest are others in their place. */
  DIGITS_TRANSPOSED(0.4, "wrong digits"),
  /** Who errs once errs more readily again. */
  SECOND_TYPO(0.08, "typos"),

  /** These are drawn anew where one cannot happen to the text, so the likely ones gain. */
  INSERTED(0.15, "kinds of typos"),
  LEFT_OUT(0.22, "kinds of typos"),
  SUBSTITUTED(0.25, "kinds of typos"),
  TRANSPOSED(0.16, "kinds of typos"),
  /** From scanned forms. */
  MISREAD(0.08, "kinds of typos"),
  /** From calls. */
  MISHEARD(0.14, "kinds of typos"),

  /** 4 of 100 records, since not every name has one. */
  NICKNAME(0.09, "names that have one"),
  INITIAL(0.02, "given names"),
  DOTTED(0.5, "initials, abbreviations"),
  MIDDLE_NAME(0.03, "given names"),
  DOUBLE_BARRELLED(0.01, "surnames"),
  NAMES_SWAPPED(0.01, "records"),
  /** A system that knows no small letters. */
  UPPER_CASE(0.05, "records"),
  /** A system that knows no others than English letters. */
  DIACRITICS_DROPPED(0.4, "records that have some"),

  /** 1.5 of 100 records: only so many days can be a month. */
  DAY_MONTH_SWAPPED(0.042, "days up to 12"),
  /** Only the year was known. */
  FIRST_OF_JANUARY(0.01, "birth dates"),
  /** What a form made of nothing. */
  YEAR_1900(0.005, "birth dates"),
  STREET_ABBREVIATED(0.25, "streets"),
  PLACEHOLDER_PHONE(0.006, "phones"),
  PLACEHOLDER_EMAIL(0.008, "records"),

  MISSING_GIVEN_NAME(0.01, "records"),
  MISSING_BIRTH_DATE(0.12, "records"),
  MISSING_STREET(0.06, "records"),
  MISSING_POSTAL_CODE(0.05, "records"),
  MISSING_PHONE(0.25, "records"),
  /** With the children who have none, 30 of 100 records. */
  MISSING_EMAIL(0.16, "records of those who have one"),
  MISSING_GENDER(0.1, "records"),

  PHONE_DIGITS_ONLY(0.3, "formats of phones"),
  PHONE_DASHES(0.25, "formats of phones"),
  PHONE_BRACKETS(0.2, "formats of phones"),
  PHONE_INTERNATIONAL(0.15, "formats of phones"),
  PHONE_INTERNATIONAL_BLANKS(0.1, "formats of phones");

  final double planned;
  final String of;

  Rate(double planned, String of) {
    this.planned = planned;
    this.of = of;
  }

  /** Those from the first to the last, of which one and only one happens. */
  static Weighted<Rate> oneOf(Rate first, Rate last) {
    return Weighted.by(List.copyOf(EnumSet.range(first, last)), rate -> rate.planned);
  }

  String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
