package io.journeyhouse.jobs.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternsTest {
  private static final List<Field> NAMES =
      List.of(
          new Field("given_name", FieldKind.GIVEN_NAME), new Field("surname", FieldKind.SURNAME));

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "ann, smith, ann, smith, exact, exact",
        "ann, smith, smith, ann, swapped, missing",
        "ann, smith, smithe, ann, swapped, missing",
        "ann, smith, smith, peter, differs, differs",
        "ann, smith, -, ann, similar .92, missing",
        "ann, smith, -, smith, missing, exact",
        "ann, smith, smith, -, missing, similar .92",
        "ann, smith, zoe, -, differs, missing",
        "ann, -, -, ann, missing, similar .92",
        "ann, -, ann, -, exact, missing",
        "-, ann, -, ann, missing, exact",
        "ann, smith, -, -, missing, missing",
        "-, -, -, -, missing, missing",
      })
  void names_in_the_wrong_field_are_compared_as_what_they_are(
      String given, String surname, String otherGiven, String otherSurname, String g, String s) {
    Features left = names(given, surname);
    Features right = names(otherGiven, otherSurname);
    Patterns patterns = new Patterns(NAMES);
    assertThat(level(patterns.of(left, right), 0)).isEqualTo(g);
    assertThat(level(patterns.of(left, right), 1)).isEqualTo(s);
    assertThat(patterns.of(right, left)).isEqualTo(patterns.of(left, right));
  }

  @Test
  void without_both_name_fields_each_field_has_its_own_level() {
    List<Field> fields = RandomRecords.FIELDS.subList(1, 7);
    Patterns patterns = new Patterns(fields);
    Random random = new Random(1);
    List<Features> records =
        RandomRecords.of(random, 60, .3, 2).stream()
            .map(r -> new Features(r.key(), 0, java.util.Arrays.copyOfRange(r.values(), 1, 7)))
            .toList();
    for (Features left : records) {
      for (Features right : records) {
        long pattern = patterns.of(left, right);
        for (int f = 0; f < fields.size(); f++) {
          assertThat(Patterns.level(pattern, f))
              .isEqualTo(
                  fields.get(f).kind().comparison().level(left.values()[f], right.values()[f]));
        }
      }
    }
  }

  @Test
  void both_ways_give_one_pattern() {
    Patterns patterns = new Patterns(RandomRecords.FIELDS);
    List<Features> records = RandomRecords.of(new Random(2), 250, .3, 2);
    for (Features left : records) {
      for (Features right : records) {
        assertThat(patterns.of(left, right))
            .as("%s and %s", left.key(), right.key())
            .isEqualTo(patterns.of(right, left));
      }
    }
  }

  @Test
  void as_many_fields_as_fit_have_each_their_level() {
    Field code = new Field("code", FieldKind.CODE);
    Patterns patterns = new Patterns(java.util.Collections.nCopies(Patterns.MOST_FIELDS, code));
    String[][] left = new String[Patterns.MOST_FIELDS][];
    String[][] right = new String[Patterns.MOST_FIELDS][];
    for (int f = 0; f < left.length; f++) {
      left[f] = new String[] {"123456"};
      right[f] = f % 3 == 0 ? left[f] : f % 3 == 1 ? new String[] {"999"} : new String[0];
    }
    long pattern = patterns.of(new Features("a", 0, left), new Features("b", 0, right));
    for (int f = 0; f < left.length; f++) {
      assertThat(Patterns.level(pattern, f)).isEqualTo(f % 3 == 0 ? 4 : f % 3 == 1 ? 1 : 0);
    }
  }

  private static String level(long pattern, int field) {
    int level = Patterns.level(pattern, field);
    return level == Comparison.MISSING ? "missing" : Comparison.NAME.labels().get(level - 1);
  }

  private static Features names(String given, String surname) {
    return new Features("r", 0, new String[][] {values(given), values(surname)});
  }

  private static String[] values(String name) {
    return name == null ? new String[0] : new String[] {name};
  }
}
