package io.journeyhouse.jobs.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TidyTest {
  private static final int LONGEST = 256;
  private static final String ALPHABET =
      "abXYZ 019.,-/'@\t\u00a0\u0000\u00e4\u00df\u1e9ee\u0308\u0301\u2019\u0130\u0141\u0660\u4e2d";

  @ParameterizedTest
  @CsvSource({
    "'  Müller-Lüdenscheidt ', muller ludenscheidt",
    "Mu\u0308ller, muller",
    "Straße, strasse",
    "STRA\u1E9EE, strasse",
    "O\u2019Brien, obrien",
    "\"O'Brien\", obrien",
    "Łukasz Đorđević, lukasz dordevic",
    "Ærø, aero",
    "Þóra, thora",
    "İsmail Işık, ismail isik",
    "'St. John,\tJr.', st john jr",
    "Ｊｏｈｎ, john",
    "Ольга, ольга",
    "李小龍, 李小龍",
    "' - ', ",
  })
  void words_have_no_case_accents_or_signs(String raw, @Nullable String wanted) {
    assertThat(Tidy.words(raw)).isEqualTo(wanted);
  }

  @ParameterizedTest
  @CsvSource({
    "M\u0430ri\u0430 Iv\u0430nova, maria ivanova",
    "\u0410nna, anna",
    "\u0406van, ivan",
    "\u039dikos, nikos",
    "\u0412\u043eb Smith, bob smith",
    "Jo\u0308rg M\u043eller, jorg moller",
    "\u0410\u043d\u043d\u0430 Smith, \u0430\u043d\u043d\u0430 smith",
    "sm\u0416th, sm\u0436th",
  })
  void a_word_of_two_scripts_is_written_in_one(String raw, String wanted) {
    assertThat(Tidy.words(raw)).isEqualTo(wanted);
  }

  @Test
  void control_characters_part_words_and_never_stay() {
    assertThat(Tidy.words("Ann\u0000Lee\u0007\n")).isEqualTo("ann lee");
    assertThat(Tidy.words("\u0000\u0001\u007f")).isNull();
    assertThat(Tidy.code("a\u0000-1")).isEqualTo("a1");
  }

  @ParameterizedTest
  @CsvSource({"'AB-12 /x', ab12x", "Ä1, a1", "'--', ", "'12 345', 12345"})
  void codes_are_letters_and_digits_alone(String raw, @Nullable String wanted) {
    assertThat(Tidy.code(raw)).isEqualTo(wanted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "ß", "a ", "ß ", "ab\u0301 ", "x\u0000ß"})
  void very_long_values_are_cut(String piece) {
    for (int before = 0; before < 3; before++) {
      String raw = "z".repeat(before) + piece.repeat(20_000);
      for (String tidied : List.of(words(raw), code(raw), Tidy.date(raw), Tidy.email(raw))) {
        assertThat(tidied).hasSizeBetween(LONGEST - 2, LONGEST).isEqualTo(tidied.strip());
      }
      assertThat(Tidy.words(words(raw))).isEqualTo(words(raw));
    }
  }

  /** Else a value that was tidied elsewhere would differ from itself. */
  @Test
  void tidying_twice_is_tidying_once() {
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(20); length > 0; length--) {
        text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
      }
      for (FieldKind kind : FieldKind.values()) {
        String once = kind.tidy(text.toString());
        if (once != null) {
          assertThat(once).as(kind.word()).isNotEmpty();
          assertThat(kind.tidy(once)).as("%s of '%s'", kind, text).isEqualTo(once);
        }
        assertThat(kind.tidy(" " + text + " ")).as("%s of '%s'", kind, text).isEqualTo(once);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1980-03-01, 19800301",
    "' 1980-3-1 ', 19800301",
    "19800301, 19800301",
    "1980/03/01, 19800301",
    "1980.03.01, 19800301",
    "01/03/1980, 19800301",
    "1/3/1980, 19800301",
    "01.03.1980, 19800301",
    "01-03-1980, 19800301",
    "31/12/1980, 19801231",
    "12/31/1980, 19801231",
    "02/29/2000, 20000229",
    "1980-03-01T12:30:00Z, 19800301",
    "1980-03-01 12:30:00.000, 19800301",
    "19800301 1230, 19800301",
    "01.03.1980 00:00:00, 19800301",
    "12/31/1980 0:00, 19801231",
    "31/12/1980T00:00, 19801231",
  })
  void dates_are_eight_digits(String raw, String wanted) {
    assertThat(Tidy.date(raw)).isEqualTo(wanted);
  }

  @ParameterizedTest
  @CsvSource({
    "1980-02-30, 19800230",
    "0000-00-00, 00000000",
    "13/13/1980, 13131980",
    "March 1980, march1980",
    "unknown, unknown",
    "1980, 1980",
    "'?', ",
    "'', ",
  })
  void what_is_no_date_is_letters_and_digits(String raw, @Nullable String wanted) {
    assertThat(Tidy.date(raw)).isEqualTo(wanted);
  }

  @ParameterizedTest
  @CsvSource({
    "+49 (0)170 / 12345-67, 701234567",
    "0170 1234567, 701234567",
    "0049-170-1234567, 701234567",
    "12 34, 1234",
    "٠١٧٠ ١٢٣٤٥٦٧, 701234567",
    "call me, ",
    "' ', ",
  })
  void phones_are_their_last_nine_digits(String raw, @Nullable String wanted) {
    assertThat(Tidy.phone(raw)).isEqualTo(wanted);
  }

  @ParameterizedTest
  @CsvSource({
    "' Ann.Lee+x@Example.COM ', ann.lee+x@example.com",
    "'Ann Lee <ann@example.com>', ann@example.com",
    "mailto:ann@example.com, ann@example.com",
    "' Ann@localhost ', ann@localhost",
    "N/A, n/a",
    "' ', ",
  })
  void e_mails_are_addresses_or_what_stands_there(String raw, @Nullable String wanted) {
    assertThat(Tidy.email(raw)).isEqualTo(wanted);
  }

  @ParameterizedTest
  @CsvSource({
    "Male, m",
    "M, m",
    "Mr., m",
    "FEMALE, f",
    "F, f",
    "w, f",
    "Ms, f",
    "Mrs., f",
    "Non-binary, non binary",
    "X, x",
    "'-', ",
  })
  void genders_are_one_letter_where_they_are_common(String raw, @Nullable String wanted) {
    assertThat(Tidy.gender(raw)).isEqualTo(wanted);
  }

  private static String words(String raw) {
    return String.valueOf(Tidy.words(raw));
  }

  private static String code(String raw) {
    return String.valueOf(Tidy.code(raw));
  }
}
