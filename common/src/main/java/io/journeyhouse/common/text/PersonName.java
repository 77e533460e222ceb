package io.journeyhouse.common.text;

import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/** Tidy names: composed Unicode, single blanks, no control characters. The case stays as given. */
public final class PersonName {
  private PersonName() {}

  /** The name as it can be shown and compared; null where nothing is left of it. */
  public static @Nullable String normalise(@Nullable String text) {
    if (text == null) {
      return null;
    }
    StringBuilder name = new StringBuilder(text.length());
    boolean blank = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
        blank = true;
      } else if (!Character.isISOControl(c)) {
        if (blank && !name.isEmpty()) {
          name.append(' ');
        }
        blank = false;
        name.append(c);
      }
    }
    return name.isEmpty() ? null : Normalizer.normalize(name, Normalizer.Form.NFC);
  }
}
