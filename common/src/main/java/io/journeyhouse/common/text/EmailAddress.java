package io.journeyhouse.common.text;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One spelling for each e-mail address. */
public final class EmailAddress {
  private static final int LONGEST = 254;

  private EmailAddress() {}

  /**
   * The address in lower case without blanks around it, a {@code mailto:} before it or the brackets
   * of {@code Name <address>}; null where there is no address in it. Dots and tags before the
   * {@code @} stay: they may name another mailbox.
   */
  public static @Nullable String normalise(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String address = text.strip().toLowerCase(Locale.ROOT);
    int open = address.lastIndexOf('<');
    if (open >= 0 && address.endsWith(">")) {
      address = address.substring(open + 1, address.length() - 1).strip();
    }
    if (address.startsWith("mailto:")) {
      address = address.substring("mailto:".length());
    }
    return isAddress(address) ? address : null;
  }

  private static boolean isAddress(String address) {
    int at = address.indexOf('@');
    int dot = address.lastIndexOf('.');
    if (at <= 0 || dot <= at + 1 || dot == address.length() - 1 || address.length() > LONGEST) {
      return false;
    }
    for (int i = 0; i < address.length(); i++) {
      char c = address.charAt(i);
      boolean separates = c == ',' || c == ';' || c == '<' || c == '>' || c == '"' || c == ':';
      boolean secondAt = c == '@' && i != at;
      boolean emptyLabel = c == '.' && i > at && address.charAt(i - 1) == '.';
      if (c <= ' '
          || c == 0x7f
          || Character.isWhitespace(c)
          || separates
          || secondAt
          || emptyLabel) {
        return false;
      }
    }
    return address.charAt(at + 1) != '.';
  }
}
