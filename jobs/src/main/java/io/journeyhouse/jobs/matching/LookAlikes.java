package io.journeyhouse.jobs.matching;

import com.ibm.icu.text.SpoofChecker;
import java.lang.Character.UnicodeScript;

/**
 * Words of two scripts are written in one: a Latin word with Cyrillic or Greek letters that look
 * like Latin ones was typed on the wrong keyboard, or made to look like another. A word of one
 * script stays as it is. Which letters look alike: Unicode Technical Standard 39, confusables.
 */
final class LookAlikes {
  private LookAlikes() {}

  /** Read when the first word of two scripts is met: most data have none. */
  private static final class Confusables {
    static final SpoofChecker ALL = new SpoofChecker.Builder().build();
  }

  static String inOneScript(String text) {
    StringBuilder result = null;
    int end;
    for (int start = 0; start < text.length(); start = end) {
      boolean latin = false;
      boolean other = false;
      for (end = start; end < text.length() && isOfWord(text.charAt(end)); end++) {
        UnicodeScript script = UnicodeScript.of(text.charAt(end));
        latin |= script == UnicodeScript.LATIN;
        other |= script == UnicodeScript.CYRILLIC || script == UnicodeScript.GREEK;
      }
      if (latin && other) {
        result = result == null ? new StringBuilder(text) : result;
        for (int i = start; i < end; i++) {
          result.setCharAt(i, latin(text.charAt(i)));
        }
      }
      end = Math.max(end, start + 1);
    }
    return result == null ? text : result.toString();
  }

  private static boolean isOfWord(char c) {
    return Character.isLetter(c) || Character.getType(c) == Character.NON_SPACING_MARK;
  }

  /** The Latin letter that a letter looks like, or else the letter itself. */
  private static char latin(char letter) {
    if (letter < 128) {
      return letter;
    }
    String alike = Confusables.ALL.getSkeleton(String.valueOf(letter));
    if (alike.length() != 1 || alike.charAt(0) >= 128 || !Character.isLetter(alike.charAt(0))) {
      return letter;
    }
    // the capital I of any script looks like a small L too, and the standard writes it as one
    boolean isCapitalI = Character.isUpperCase(letter) && alike.charAt(0) == 'l';
    return isCapitalI ? 'I' : alike.charAt(0);
  }
}
