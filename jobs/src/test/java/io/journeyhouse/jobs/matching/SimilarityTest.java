package io.journeyhouse.jobs.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.text.similarity.DamerauLevenshteinDistance;
import org.apache.commons.text.similarity.JaroWinklerSimilarity;
import org.junit.jupiter.api.Test;

/** Counted as the library counts, which takes several times as long. */
class SimilarityTest {
  private static final int PAIRS = 300_000;

  @Test
  void jaro_winkler_is_that_of_the_library() {
    JaroWinklerSimilarity library = new JaroWinklerSimilarity();
    Random random = new Random(1);
    for (int i = 0; i < PAIRS; i++) {
      String left = text(random, i % 100 == 0 ? 80 : 14);
      String right = i % 3 == 0 ? text(random, 14) : changed(left, random);
      assertThat(Similarity.jaroWinkler(left, right)).isEqualTo(library.apply(left, right));
    }
  }

  @Test
  void edits_are_those_of_the_library() {
    Random random = new Random(2);
    for (int most = 1; most <= 2; most++) {
      DamerauLevenshteinDistance library = new DamerauLevenshteinDistance(most);
      for (int i = 0; i < PAIRS; i++) {
        String left = text(random, 10);
        String right = i % 3 == 0 ? text(random, 10) : changed(left, random);
        assertThat(Similarity.edits(left, right, most))
            .as("%s %s", left, right)
            .isEqualTo(library.apply(left, right));
      }
    }
  }

  @Test
  void words_are_counted_as_often_as_both_have_them() {
    Random random = new Random(3);
    for (int i = 0; i < PAIRS; i++) {
      String left = phrase(random);
      String right = phrase(random);
      List<String> others = new ArrayList<>(List.of(right.split(" ", -1)));
      int all = left.split(" ", -1).length + others.size();
      boolean hasLong =
          (left + right).indexOf(' ') >= 0
              && Arrays.stream(left.split(" ", -1))
                  .anyMatch(word -> word.length() > 2 && others.contains(word));
      assertThat(Similarity.haveWordInCommon(left, right)).isEqualTo(hasLong);
      long common = Arrays.stream(left.split(" ", -1)).filter(others::remove).count();
      assertThat(Similarity.words(left, right)).isEqualTo(2.0 * common / all);
    }
  }

  private static String phrase(Random random) {
    return text(random, 12).replace('b', ' ').replace('c', ' ');
  }

  /** Of few letters, so that many of them meet. */
  private static String text(Random random, int longest) {
    int letters = 1 + random.nextInt(6);
    return random
        .ints(random.nextInt(longest + 1), 'a', 'a' + letters)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String changed(String text, Random random) {
    StringBuilder changed = new StringBuilder(text);
    for (int change = random.nextInt(4); change > 0; change--) {
      int at = random.nextInt(changed.length() + 1);
      char letter = (char) ('a' + random.nextInt(4));
      if (at == changed.length() || random.nextInt(4) == 0) {
        changed.insert(at, letter);
      } else if (random.nextInt(3) == 0) {
        changed.deleteCharAt(at);
      } else if (at > 0 && random.nextBoolean()) {
        changed.insert(at - 1, changed.charAt(at)).deleteCharAt(at + 1);
      } else {
        changed.setCharAt(at, letter);
      }
    }
    return changed.toString();
  }
}
