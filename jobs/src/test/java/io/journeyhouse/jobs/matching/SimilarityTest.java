package io.journeyhouse.jobs.matching;

import static org.assertj.core.api.Assertions.assertThat;

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
