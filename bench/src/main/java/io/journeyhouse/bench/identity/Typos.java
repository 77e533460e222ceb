package io.journeyhouse.bench.identity;

import java.util.List;
import java.util.Locale;

/** Ways to write a text wrongly. */
final class Typos {
  private static final Weighted<Rate> KINDS = Rate.oneOf(Rate.INSERTED, Rate.MISHEARD);
  private static final List<List<String>> MISREAD = Words.table("misread.txt");
  private static final List<List<String>> MISHEARD = Words.table("misheard.txt");
  private static final String KEYS = " qwertyuiop asdfghjkl zxcvbnm 1234567890 ";

  private Typos() {}

  /** Another text than the given one, by one error of a hand, an eye or an ear. */
  static String one(Mishaps mishaps, String text) {
    while (true) {
      Rate kind = KINDS.pick(mishaps.dice);
      String typed = typed(kind, mishaps.dice, text);
      if (!typed.equals(text) && !typed.isBlank()) {
        mishaps.countOneOf(Rate.INSERTED, Rate.MISHEARD, kind);
        return typed;
      }
    }
  }

  /** Another digit for one of them, or two in wrong order. */
  static String digit(Mishaps mishaps, String digits) {
    Dice dice = mishaps.dice;
    int at = dice.below(digits.length());
    if (at > 0
        && digits.charAt(at) != digits.charAt(at - 1)
        && mishaps.happens(Rate.DIGITS_TRANSPOSED)) {
      return transposed(digits, at);
    }
    char other = (char) ('0' + (digits.charAt(at) - '0' + dice.between(1, 9)) % 10);
    return digits.substring(0, at) + other + digits.substring(at + 1);
  }

  private static String typed(Rate kind, Dice dice, String text) {
    int at = dice.below(text.length());
    String before = text.substring(0, at);
    String after = text.substring(at + 1);
    return switch (kind) {
      case INSERTED -> before + text.charAt(at) + neighbour(dice, text.charAt(at)) + after;
      case LEFT_OUT -> before + after;
      case SUBSTITUTED -> before + neighbour(dice, text.charAt(at)) + after;
      case TRANSPOSED -> at > 0 ? transposed(text, at) : text;
      case MISREAD -> replaced(dice, text, at, MISREAD);
      default -> replaced(dice, text, at, MISHEARD);
    };
  }

  private static String transposed(String text, int at) {
    return text.substring(0, at - 1)
        + text.charAt(at)
        + text.charAt(at - 1)
        + text.substring(at + 1);
  }

  /** A key beside that of the letter; the letter itself where there is none. */
  private static char neighbour(Dice dice, char letter) {
    int key = KEYS.indexOf(Character.toLowerCase(letter));
    if (letter == ' ' || key < 0) {
      return letter;
    }
    char other = KEYS.charAt(key + (dice.chance(0.5) ? 1 : -1));
    char typed = other == ' ' ? letter : other;
    return Character.isUpperCase(letter) ? Character.toUpperCase(typed) : typed;
  }

  /** One of the pairs' first at or after the place, by its second; the text where there is none. */
  private static String replaced(Dice dice, String text, int from, List<List<String>> pairs) {
    String lower = text.toLowerCase(Locale.ROOT);
    int first = dice.below(pairs.size());
    for (int i = 0; i < pairs.size(); i++) {
      List<String> pair = pairs.get((first + i) % pairs.size());
      int at = lower.indexOf(pair.get(0), from);
      if (at >= 0) {
        String second = pair.get(1);
        String end = text.substring(at + pair.get(0).length());
        return Character.isUpperCase(text.charAt(at))
            ? text.substring(0, at) + capitalised(second) + end
            : text.substring(0, at) + second + end;
      }
    }
    return text;
  }

  private static String capitalised(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
