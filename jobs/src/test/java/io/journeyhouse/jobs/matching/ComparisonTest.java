package io.journeyhouse.jobs.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ComparisonTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          NAME        | ann                 | peter               | differs
          NAME        | hans                | hanne               | similar .7
          NAME        | a                   | ann                 | initial
          NAME        | a                   | bert                | differs
          NAME        | a                   | b                   | differs
          NAME        | catrin              | katrin              | similar .85
          NAME        | meyer schmidt       | schmidt             | similar .85
          NAME        | jo lee              | ann jo              | differs
          NAME        | martha              | marhta              | similar .92
          NAME        | ann                 | ann                 | exact
          DATE        | 19800301            | 19991224            | differs
          DATE        | 19800301            | 19801224            | same year
          DATE        | 19800301            | 19810302            | two edits
          DATE        | 19800312            | 19800101            | same year, one is 1 January
          DATE        | 19800102            | 19800101            | same year, one is 1 January
          DATE        | 19800301            | 19810101            | two edits
          DATE        | 19800301            | 19800302            | one edit
          DATE        | 19800311            | 19801103            | one edit
          DATE        | 19800301            | 19803001            | one edit
          DATE        | 1980                | 19800101            | differs
          DATE        | 19800301            | 19800301            | exact
          CODE        | ab12cd              | zz99zz              | differs
          CODE        | 123456              | 123465              | one edit
          CODE        | 123456              | 12345               | one edit
          CODE        | 123456              | 129956              | two edits
          CODE        | 1234                | 1299                | differs
          CODE        | 12345               | 1234567             | two edits
          CODE        | 1234                | 123456              | differs
          CODE        | 12                  | 12                  | exact
          POSTAL_CODE | 10115               | 80331               | differs
          POSTAL_CODE | 10115               | 10179               | same area
          POSTAL_CODE | 10115               | 10116               | one edit
          POSTAL_CODE | sw1a1aa             | sw1a9zz             | same area
          POSTAL_CODE | sw1                 | sw1a1aa             | differs
          POSTAL_CODE | 10115               | 10115               | exact
          EMAIL       | ann@x.org           | bob@y.example       | differs
          EMAIL       | ann@x.org           | ann@mail.example    | same before the @
          EMAIL       | ann@x.org           | anne@mail.example   | differs
          EMAIL       | ann@x.org           | anne@x.org          | two edits
          EMAIL       | ann@x.org           | nan@x.og            | two edits
          EMAIL       | ann.1@x.org         | ann.2@x.org         | differs
          EMAIL       | ann.1@x.org         | anne.2@x.org        | two edits
          EMAIL       | ann.lee.fp@x.org    | ann.lee.fq@x.org    | differs
          EMAIL       | j.miller@x.org      | k.miller@x.org      | differs
          EMAIL       | ann.lee.3l@x.org    | ann.lee.k7@x.org    | differs
          EMAIL       | ann.lee@x.org       | anna.lee@x.org      | two edits
          EMAIL       | ann.leeds@x.org     | ann.leads@x.org     | two edits
          EMAIL       | ann.lee@mail.de     | ann.lee@mail.dk     | two edits
          EMAIL       | n/a                 | none of yours       | differs
          EMAIL       | ann@x.org           | ann@x.org           | exact
          CATEGORY    | red                 | rod                 | differs
          CATEGORY    | red                 | red                 | exact
          PLACE       | york                | bath                | differs
          PLACE       | bonn                | born                | similar .7
          PLACE       | hamburg             | hamburgh            | similar .88
          PLACE       | berlin mitte        | mitte               | similar .88
          PLACE       | york                | york                | exact
          TEXT        | a quick fox         | zzz                 | differs
          TEXT        | red fox hill        | fox hill blue barn  | similar .6
          TEXT        | one two three four  | four three two nine | similar .6
          TEXT        | one two three four five | five four three two nine | similar .8
          TEXT        | one two three       | three two one       | similar .92
          TEXT        | one two             | one two             | exact
          """)
  void a_level_says_how_alike_two_values_are(
      Comparison comparison, String left, String right, String level) {
    assertThat(level(comparison, left, right)).isEqualTo(level);
    assertThat(level(comparison, right, left)).isEqualTo(level);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a     | b         | nothing in common
          a,b,c | a,d       | something in common
          a,b   | a,c       | a third in common
          a,b,c | a,b       | half in common
          a,b   | b,a       | equal
          """)
  void sets_are_compared_by_what_they_have_in_common(String left, String right, String level) {
    int found = Comparison.SET.level(left.split(","), right.split(","));
    assertThat(Comparison.SET.labels().get(found - 1)).isEqualTo(level);
  }

  @ParameterizedTest
  @EnumSource
  void a_missing_value_says_nothing(Comparison comparison) {
    String[] some = {"some"};
    String[] none = {};
    assertThat(comparison.level(none, some)).isEqualTo(Comparison.MISSING);
    assertThat(comparison.level(some, none)).isEqualTo(Comparison.MISSING);
    assertThat(comparison.level(none, none)).isEqualTo(Comparison.MISSING);
  }

  @Test
  void of_several_values_the_most_alike_two_count() {
    assertThat(
            Comparison.NAME.level(
                new String[] {"peter", "martha"}, new String[] {"zoe", "marhta", "pia"}))
        .isEqualTo(Comparison.NAME.labels().indexOf("similar .92") + 1);
    assertThat(Comparison.CODE.level(new String[] {"99", "12"}, new String[] {"12", "77"}))
        .isEqualTo(Comparison.CODE.exact());
  }

  /** Which record stands left is chance; a small alphabet makes texts that are nearly alike. */
  @ParameterizedTest
  @EnumSource
  void both_ways_give_one_level(Comparison comparison) {
    Random random = new Random(5);
    String alphabet = comparison == Comparison.DATE ? "0123" : "aab bc@1";
    for (int i = 0; i < 40_000; i++) {
      String[] left = texts(random, alphabet);
      String[] right = texts(random, alphabet);
      int level = comparison.level(left, right);
      assertThat(level).isBetween(0, comparison.exact());
      assertThat(comparison.level(right, left))
          .as("%s of %s and %s", comparison, String.join("|", left), String.join("|", right))
          .isEqualTo(level);
    }
  }

  /** Every level but that of swapped names, which looks at two fields. */
  @ParameterizedTest
  @EnumSource
  void a_value_is_exactly_alike_to_itself_alone(Comparison comparison) {
    Random random = new Random(6);
    for (int i = 0; i < 5_000; i++) {
      String[] left = {text(random, "0123")};
      String[] right = {text(random, "0123")};
      assertThat(comparison.level(left, right) == comparison.exact())
          .isEqualTo(left[0].equals(right[0]));
    }
  }

  @Test
  void edits_are_those_of_the_textbook() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      String left = text(random, "abc");
      String right = text(random, "abc");
      int edits = naiveEdits(left, right);
      for (int most = 1; most <= 2; most++) {
        assertThat(Similarity.edits(left, right, most))
            .as("%s and %s, at most %d", left, right, most)
            .isEqualTo(edits <= most ? edits : -1);
      }
    }
  }

  /** Letters inserted, dropped, replaced or exchanged with their neighbour, by the whole table. */
  private static int naiveEdits(String left, String right) {
    int[][] edits = new int[left.length() + 1][right.length() + 1];
    for (int i = 0; i <= left.length(); i++) {
      for (int j = 0; j <= right.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        int replaced = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
        int best = Math.min(edits[i - 1][j], edits[i][j - 1]) + 1;
        best = Math.min(best, edits[i - 1][j - 1] + replaced);
        if (i > 1
            && j > 1
            && left.charAt(i - 1) == right.charAt(j - 2)
            && left.charAt(i - 2) == right.charAt(j - 1)) {
          best = Math.min(best, edits[i - 2][j - 2] + 1);
        }
        edits[i][j] = best;
      }
    }
    return edits[left.length()][right.length()];
  }

  private static String level(Comparison comparison, String left, String right) {
    int level = comparison.level(new String[] {left}, new String[] {right});
    return comparison.labels().get(level - 1);
  }

  private static String[] texts(Random random, String alphabet) {
    return random
        .ints(random.nextInt(4), 0, 1)
        .mapToObj(i -> text(random, alphabet))
        .distinct()
        .toArray(String[]::new);
  }

  private static String text(Random random, String alphabet) {
    StringBuilder text = new StringBuilder();
    do {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    } while (text.length() < 12 && random.nextInt(8) > 0);
    return text.toString();
  }
}
