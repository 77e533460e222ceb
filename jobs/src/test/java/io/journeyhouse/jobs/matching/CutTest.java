package io.journeyhouse.jobs.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CutTest {

  @ParameterizedTest
  @CsvSource({
    "WHOLE, ann lee, ann lee",
    "SOUND, smith, SM0",
    "SOUND, 李小龍, 李小龍",
    "YEAR, 19800301, 1980",
    "YEAR, 1980, ",
    "MONTH_AND_DAY, 19800301, 0301",
    "MONTH_AND_DAY, march1980, ",
    "YEAR_MONTH, 19800301, 198003",
    "YEAR_MONTH, '', ",
    "FIRST_HALF, 12345, 123",
    "FIRST_HALF, 1, 1",
    "LAST_HALF, 12345, 345",
    "LAST_HALF, 1, 1",
    "FIRST_WORDS, main street 12 b, main street",
    "FIRST_WORDS, main street, main street",
    "FIRST_WORDS, main, main",
    "BEFORE_AT, ann@x.org, ann",
    "BEFORE_AT, n/a, n/a",
  })
  void a_cut_is_a_part_of_a_value(Cut cut, String value, @Nullable String part) {
    assertThat(cut.of(value)).isEqualTo(part);
  }

  @ParameterizedTest
  @CsvSource({"smith, smyth", "meyer, maier", "catherine, kathryn", "philip, filip"})
  void names_that_sound_alike_are_cut_alike(String one, String other) {
    assertThat(Cut.SOUND.of(one)).isEqualTo(Cut.SOUND.of(other));
  }

  /** One wrong letter is in one of the two halves, so that the other one still agrees. */
  @Test
  void one_replaced_letter_leaves_one_half_as_it_was() {
    Random random = new Random(3);
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = 2 * (1 + random.nextInt(8)); length > 0; length--) {
        text.append((char) ('a' + random.nextInt(26)));
      }
      String before = text.toString();
      text.setCharAt(random.nextInt(text.length()), '#');
      boolean first = Cut.FIRST_HALF.of(before).equals(Cut.FIRST_HALF.of(text.toString()));
      boolean last = Cut.LAST_HALF.of(before).equals(Cut.LAST_HALF.of(text.toString()));
      assertThat(first ^ last).as(before).isTrue();
    }
  }
}
