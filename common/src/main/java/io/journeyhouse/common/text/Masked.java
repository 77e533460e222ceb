package io.journeyhouse.common.text;

/** So much of a value that one who knows it recognises it, and nobody else learns it. */
public final class Masked {
  private static final String HIDDEN = "***";
  private static final int SHORT = 4;

  private Masked() {}

  /**
   * Of an e-mail address the first letters of mailbox and domain, and the domain's end; of a number
   * its last two digits; of all else the first letter.
   */
  public static String text(String value) {
    int at = value.lastIndexOf('@');
    if (at > 0) {
      int dot = value.lastIndexOf('.');
      return first(value.substring(0, at))
          + HIDDEN
          + "@"
          + first(value.substring(at + 1))
          + HIDDEN
          + (dot > at ? value.substring(dot) : "");
    }
    boolean isNumber = value.codePoints().noneMatch(Character::isLetter);
    return isNumber ? end(value) : first(value) + HIDDEN;
  }

  /** Of an id that another system gave the last two characters. */
  public static String id(String value) {
    return value.indexOf('@') > 0 ? text(value) : end(value);
  }

  /** Nothing of a value. */
  public static String all() {
    return HIDDEN;
  }

  private static String end(String value) {
    return value.length() > SHORT ? HIDDEN + value.substring(value.length() - 2) : HIDDEN;
  }

  private static String first(String value) {
    return value.length() < 2 ? "" : value.substring(0, value.offsetByCodePoints(0, 1));
  }
}
