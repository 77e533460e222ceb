package io.journeyhouse.jobs.matching;

import org.apache.commons.text.similarity.DamerauLevenshteinDistance;
import org.apache.commons.text.similarity.JaroWinklerSimilarity;

/** How alike two texts are. */
final class Similarity {
  private static final JaroWinklerSimilarity JARO_WINKLER = new JaroWinklerSimilarity();
  private static final DamerauLevenshteinDistance ONE_EDIT = new DamerauLevenshteinDistance(1);
  private static final DamerauLevenshteinDistance TWO_EDITS = new DamerauLevenshteinDistance(2);

  private Similarity() {}

  static double jaroWinkler(String left, String right) {
    return JARO_WINKLER.apply(left, right);
  }

  /** Letters inserted, dropped, replaced or exchanged with their neighbour; -1 above the most. */
  static int edits(String left, String right, int most) {
    if (Math.abs(left.length() - right.length()) > most) {
      return -1;
    }
    return (most == 1 ? ONE_EDIT : TWO_EDITS).apply(left, right);
  }

  /** Twice the words in common by all words, as Dice counts. */
  static double words(String left, String right) {
    String[] a = left.split(" ", -1);
    String[] b = right.split(" ", -1);
    boolean[] used = new boolean[b.length];
    int common = 0;
    for (String word : a) {
      for (int i = 0; i < b.length; i++) {
        if (!used[i] && b[i].equals(word)) {
          used[i] = true;
          common++;
          break;
        }
      }
    }
    return 2.0 * common / (a.length + b.length);
  }

  /** Whether one has several words, and one of them, of three letters or more, is in the other. */
  static boolean haveWordInCommon(String left, String right) {
    if (left.indexOf(' ') < 0 && right.indexOf(' ') < 0) {
      return false;
    }
    String[] words = right.split(" ", -1);
    for (String word : left.split(" ", -1)) {
      if (word.length() > 2) {
        for (String other : words) {
          if (word.equals(other)) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
