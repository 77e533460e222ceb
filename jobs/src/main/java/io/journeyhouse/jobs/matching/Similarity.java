package io.journeyhouse.jobs.matching;

import org.apache.commons.text.similarity.JaroWinklerSimilarity;

/** How alike two texts are. */
public final class Similarity {
  private static final JaroWinklerSimilarity OF_LONG_TEXTS = new JaroWinklerSimilarity();
  private static final int PREFIX = 4;

  private Similarity() {}

  /** As {@link JaroWinklerSimilarity} counts, with no arrays for texts whose letters fit a long. */
  public static double jaroWinkler(String left, String right) {
    String longer = left.length() > right.length() ? left : right;
    String shorter = left.length() > right.length() ? right : left;
    if (longer.length() > Long.SIZE) {
      return OF_LONG_TEXTS.apply(left, right);
    }
    if (left.equals(right)) {
      return 1;
    }
    long inLonger = 0;
    long inShorter = 0;
    int range = Math.max(longer.length() / 2 - 1, 0);
    for (int i = 0; i < shorter.length(); i++) {
      char letter = shorter.charAt(i);
      int to = Math.min(i + range + 1, longer.length());
      for (int j = Math.max(i - range, 0); j < to; j++) {
        if (longer.charAt(j) == letter && (inLonger & 1L << j) == 0) {
          inLonger |= 1L << j;
          inShorter |= 1L << i;
          break;
        }
      }
    }
    if (inShorter == 0) {
      return 0;
    }
    double matches = Long.bitCount(inShorter);
    int elsewhere = 0;
    while (inShorter != 0) {
      char one = shorter.charAt(Long.numberOfTrailingZeros(inShorter));
      elsewhere += one == longer.charAt(Long.numberOfTrailingZeros(inLonger)) ? 0 : 1;
      inShorter &= inShorter - 1;
      inLonger &= inLonger - 1;
    }
    double jaro =
        (matches / left.length()
                + matches / right.length()
                + (matches - (double) elsewhere / 2) / matches)
            / 3;
    if (jaro < .7) {
      return jaro;
    }
    int prefix = 0;
    while (prefix < Math.min(PREFIX, shorter.length())
        && left.charAt(prefix) == right.charAt(prefix)) {
      prefix++;
    }
    return jaro + .1 * prefix * (1 - jaro);
  }

  /** Letters inserted, dropped, replaced or exchanged with their neighbour; -1 above the most. */
  public static int edits(String left, String right, int most) {
    for (int edits = 0; edits <= most; edits++) {
      if (areWithin(left, 0, right, 0, edits)) {
        return edits;
      }
    }
    return -1;
  }

  /** Whether so many edits make the rests of two texts equal; equal first letters need none. */
  private static boolean areWithin(
      String left, int fromLeft, String right, int fromRight, int most) {
    int i = fromLeft;
    int j = fromRight;
    while (i < left.length() && j < right.length() && left.charAt(i) == right.charAt(j)) {
      i++;
      j++;
    }
    int restOfLeft = left.length() - i;
    int restOfRight = right.length() - j;
    if (Math.abs(restOfLeft - restOfRight) > most) {
      return false;
    }
    if (Math.max(restOfLeft, restOfRight) <= most) {
      return true;
    }
    return most > 0
        && (areWithin(left, i + 1, right, j + 1, most - 1)
            || areWithin(left, i + 1, right, j, most - 1)
            || areWithin(left, i, right, j + 1, most - 1)
            || restOfLeft > 1
                && restOfRight > 1
                && left.charAt(i) == right.charAt(j + 1)
                && left.charAt(i + 1) == right.charAt(j)
                && areWithin(left, i + 2, right, j + 2, most - 1));
  }

  /** Twice the words in common by all words, as Dice counts. */
  static double words(String left, String right) {
    boolean[] isTaken = new boolean[right.length() + 1];
    int common = 0;
    for (int from = 0; from <= left.length(); from = end(left, from) + 1) {
      int at = find(left, from, right, isTaken);
      if (at >= 0) {
        isTaken[at] = true;
        common++;
      }
    }
    return 2.0 * common / (countWords(left) + countWords(right));
  }

  /** Whether one has several words, and one of them, of three letters or more, is in the other. */
  public static boolean haveWordInCommon(String left, String right) {
    if (left.indexOf(' ') < 0 && right.indexOf(' ') < 0) {
      return false;
    }
    boolean[] none = new boolean[right.length() + 1];
    for (int from = 0; from <= left.length(); from = end(left, from) + 1) {
      if (end(left, from) - from > 2 && find(left, from, right, none) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Where the word of the left begins in the right, -1 where nowhere that is not taken. */
  private static int find(String left, int word, String right, boolean[] isTaken) {
    int length = end(left, word) - word;
    for (int from = 0; from <= right.length(); from = end(right, from) + 1) {
      if (!isTaken[from]
          && end(right, from) - from == length
          && right.regionMatches(from, left, word, length)) {
        return from;
      }
    }
    return -1;
  }

  private static int countWords(String text) {
    int words = 1;
    for (int i = 0; i < text.length(); i++) {
      words += text.charAt(i) == ' ' ? 1 : 0;
    }
    return words;
  }

  private static int end(String text, int from) {
    int blank = text.indexOf(' ', from);
    return blank < 0 ? text.length() : blank;
  }
}
