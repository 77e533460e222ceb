package io.journeyhouse.common.text;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One spelling for each number of a loyalty card or a national id. */
public final class CardNumber {
  private CardNumber() {}

  /** Letters and digits only, in upper case; null where there is none. */
  public static @Nullable String normalise(@Nullable String text) {
    if (text == null) {
      return null;
    }
    StringBuilder number = new StringBuilder(text.length());
    text.toUpperCase(Locale.ROOT)
        .codePoints()
        .filter(Character::isLetterOrDigit)
        .forEach(number::appendCodePoint);
    return number.isEmpty() ? null : number.toString();
  }
}
