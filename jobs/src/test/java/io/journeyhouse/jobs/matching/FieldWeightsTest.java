package io.journeyhouse.jobs.matching;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldWeightsTest {

  /** How many pairs showed levels 1 to 4, and as what each is weighed. */
  @ParameterizedTest
  @CsvSource({
    "9 9 9 9, 1 2 3 4",
    "9 4 9 9, 1 1 3 4",
    "9 4 0 9, 1 1 1 4",
    "0 9 9 9, 2 2 3 4",
    "0 0 9 1, 3 3 3 3",
    "0 0 0 0, 1 2 3 4"
  })
  void a_rare_level_is_weighed_as_its_neighbour(String shown, String wanted) {
    FieldWeights weights =
        new FieldWeights(
                new double[] {0, .1, .2, .3, .4},
                new double[] {0, .4, .3, .2, .1},
                new double[] {0, .25, .25, .25, .25})
            .withRareLevelsMerged(numbers(shown), 5);
    long[] as = numbers(wanted);
    for (int level = 1; level <= 4; level++) {
      assertThat(weights.weighedAs()[level]).isEqualTo((int) as[level]);
      assertThat(weights.m()[level]).isEqualTo(as[level] / 10.0);
      assertThat(weights.u()[level]).isEqualTo((5 - as[level]) / 10.0);
    }
  }

  private static long[] numbers(String text) {
    String[] words = ("0 " + text).split(" ");
    long[] numbers = new long[words.length];
    for (int i = 0; i < words.length; i++) {
      numbers[i] = Long.parseLong(words[i]);
    }
    return numbers;
  }
}
