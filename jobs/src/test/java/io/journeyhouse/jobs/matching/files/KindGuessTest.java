package io.journeyhouse.jobs.matching.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.jobs.matching.FieldKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KindGuessTest {

  @Test
  void few_different_values_are_categories() {
    isGuessed(FieldKind.CATEGORY, 1_000, i -> List.of("red", "green", "blue").get(i % 3));
    isGuessed(FieldKind.CATEGORY, 1_000, i -> "level " + i % 20);
    isGuessed(FieldKind.CATEGORY, 30, i -> i % 2 == 0 ? "yes" : "no");
  }

  @Test
  void single_words_with_digits_are_codes() {
    isGuessed(FieldKind.CODE, 1_000, i -> "AB" + i);
    isGuessed(FieldKind.CODE, 1_000, i -> i % 10 == 0 ? "none" : String.valueOf(i / 2));
    isGuessed(FieldKind.CODE, 1_000, i -> String.valueOf(i % 21));
  }

  @Test
  void long_texts_and_texts_with_digits_are_texts() {
    isGuessed(FieldKind.TEXT, 1_000, i -> "a remark of words " + (char) ('a' + i % 26));
    isGuessed(FieldKind.TEXT, 1_000, i -> "unit " + i % 100);
    isGuessed(FieldKind.TEXT, 1_000, KindGuessTest::word);
  }

  @Test
  void texts_that_come_again_are_places() {
    isGuessed(FieldKind.PLACE, 1_000, i -> word(i % 200));
    isGuessed(FieldKind.PLACE, 1_000, i -> "new " + word(i % 200));
  }

  @Test
  void a_column_without_values_is_a_text() {
    assertThat(KindGuess.of(List.of())).isEqualTo(FieldKind.TEXT);
  }

  private static void isGuessed(FieldKind kind, int values, IntFunction<String> value) {
    List<String> column = new ArrayList<>(IntStream.range(0, values).mapToObj(value).toList());
    Collections.shuffle(column, new Random(1));
    assertThat(KindGuess.of(column)).isEqualTo(kind);
  }

  private static String word(int i) {
    StringBuilder word = new StringBuilder();
    for (int rest = i + 26 * 26; rest > 0; rest /= 26) {
      word.append((char) ('a' + rest % 26));
    }
    return word.toString();
  }
}
