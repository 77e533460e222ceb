package io.journeyhouse.jobs.matching;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * How two values of a field are compared: by levels, from the first, "differs", to the last,
 * "exact". Level 0 is kept for a value that is missing on a side.
 */
enum Comparison {
  NAME("differs", "similar .7", "initial", "similar .85", "similar .92", "swapped", "exact") {
    @Override
    int unequal(String left, String right) {
      if (left.length() == 1 || right.length() == 1) {
        return left.charAt(0) == right.charAt(0) ? 3 : 1;
      }
      double similarity = Similarity.jaroWinkler(left, right);
      if (similarity >= .92) {
        return 5;
      }
      if (similarity >= .85 || Similarity.haveWordInCommon(left, right)) {
        return 4;
      }
      return similarity >= .7 ? 2 : 1;
    }
  },

  DATE("differs", "same year", "two edits", "same year, one is 1 January", "one edit", "exact") {
    @Override
    int unequal(String left, String right) {
      boolean sameYear =
          left.length() == DATE_LENGTH
              && right.length() == DATE_LENGTH
              && left.regionMatches(0, right, 0, YEAR_LENGTH);
      if (sameYear && (left.endsWith(FIRST_DAY) || right.endsWith(FIRST_DAY))) {
        return 4;
      }
      int edits = Similarity.edits(left, right, 2);
      if (edits == 1 || sameYear && areDayAndMonthSwapped(left, right)) {
        return 5;
      }
      return edits == 2 ? 3 : sameYear ? 2 : 1;
    }

    private boolean areDayAndMonthSwapped(String left, String right) {
      return left.regionMatches(4, right, 6, 2) && left.regionMatches(6, right, 4, 2);
    }
  },

  CODE("differs", "two edits", "one edit", "exact") {
    @Override
    int unequal(String left, String right) {
      int edits = Similarity.edits(left, right, 2);
      return edits == 1 ? 3 : edits == 2 && Math.min(left.length(), right.length()) > 4 ? 2 : 1;
    }
  },

  POSTAL_CODE("differs", "same area", "one edit", "exact") {
    @Override
    int unequal(String left, String right) {
      if (Similarity.edits(left, right, 1) == 1) {
        return 3;
      }
      int half = (Math.max(left.length(), right.length()) + 1) / 2;
      return left.regionMatches(0, right, 0, half) ? 2 : 1;
    }
  },

  EMAIL("differs", "same before the @", "two edits", "exact") {
    private static final int SHORT = 3;
    private static final Pattern DIGITS = Pattern.compile("\\d+");
    private static final Pattern SIGN = Pattern.compile("[._+-](?=[^@]*@)|@");

    @Override
    int unequal(String left, String right) {
      if (Similarity.edits(left, right, 2) >= 0) {
        return areOfNamesakes(left, right) ? DIFFERS : 3;
      }
      int at = left.indexOf('@');
      return at > 0 && at == right.indexOf('@') && left.regionMatches(0, right, 0, at) ? 2 : 1;
    }

    /**
     * People of the same name are told apart by a number, an initial or a few letters of their own:
     * where only these differ, it is by no slip.
     */
    private boolean areOfNamesakes(String left, String right) {
      String[] ours = SIGN.split(DIGITS.matcher(left).replaceAll("#"));
      String[] theirs = SIGN.split(DIGITS.matcher(right).replaceAll("#"));
      return ours.length == theirs.length
          && IntStream.range(0, ours.length)
              .allMatch(
                  i ->
                      ours[i].equals(theirs[i])
                          || ours[i].length() <= SHORT && theirs[i].length() <= SHORT);
    }
  },

  CATEGORY("differs", "exact") {
    @Override
    int unequal(String left, String right) {
      return 1;
    }
  },

  PLACE("differs", "similar .7", "similar .88", "exact") {
    @Override
    int unequal(String left, String right) {
      double similarity = Similarity.jaroWinkler(left, right);
      if (similarity >= .88 || Similarity.haveWordInCommon(left, right)) {
        return 3;
      }
      return similarity >= .7 ? 2 : 1;
    }
  },

  TEXT("differs", "similar .6", "similar .8", "similar .92", "exact") {
    @Override
    int unequal(String left, String right) {
      double similarity = Similarity.jaroWinkler(left, right);
      if (similarity < .92) {
        similarity = Math.max(similarity, Similarity.words(left, right));
      }
      return similarity >= .92 ? 4 : similarity >= .8 ? 3 : similarity >= .6 ? 2 : 1;
    }
  },

  SET("nothing in common", "something in common", "a third in common", "half in common", "equal") {
    @Override
    int unequal(String left, String right) {
      throw new UnsupportedOperationException("Sets are compared as a whole");
    }

    @Override
    int level(String[] left, String[] right) {
      if (left.length == 0 || right.length == 0) {
        return MISSING;
      }
      long common = Arrays.stream(left).filter(List.of(right)::contains).count();
      int all = left.length + right.length - (int) common;
      if (common == 0) {
        return 1;
      }
      return common == all ? 5 : common * 2 >= all ? 4 : common * 3 >= all ? 3 : 2;
    }
  };

  static final int MISSING = 0;
  static final int DIFFERS = 1;
  private static final int DATE_LENGTH = 8;
  private static final int YEAR_LENGTH = 4;
  private static final String FIRST_DAY = "0101";

  private final List<String> labels;

  Comparison(String... labels) {
    this.labels = List.of(labels);
  }

  /** The level of two single values that are not equal. */
  abstract int unequal(String left, String right);

  /** The best level of any two of the values. */
  int level(String[] left, String[] right) {
    if (left.length == 0 || right.length == 0) {
      return MISSING;
    }
    int best = DIFFERS;
    for (String a : left) {
      for (String b : right) {
        if (a.equals(b)) {
          return exact();
        }
        best = Math.max(best, unequal(a, b));
      }
    }
    return best;
  }

  /** Names of the levels 1, 2 and so on. */
  List<String> labels() {
    return labels;
  }

  /** The highest level. */
  int exact() {
    return labels.size();
  }
}
