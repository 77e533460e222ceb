package io.journeyhouse.bench.identity;

import java.text.Normalizer;
import java.util.Locale;

/** Names in other letters. */
final class Letters {
  private Letters() {}

  static boolean isAscii(String text) {
    return text.chars().allMatch(letter -> letter < 128);
  }

  static String withoutDiacritics(String text) {
    if (isAscii(text)) {
      return text;
    }
    String plain =
        text.replace("ß", "ss")
            .replace("ø", "o")
            .replace("ł", "l")
            .replace("Ł", "L")
            .replace("ı", "i");
    return Normalizer.normalize(plain, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
  }

  /** As it may stand in an e-mail address. */
  static String ascii(String text) {
    String plain = withoutDiacritics(text).toLowerCase(Locale.ROOT);
    StringBuilder letters = new StringBuilder(plain.length());
    for (int i = 0; i < plain.length(); i++) {
      if (Character.isLetter(plain.charAt(i))) {
        letters.append(plain.charAt(i));
      }
    }
    return letters.toString();
  }
}
