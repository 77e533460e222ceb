package io.journeyhouse.jobs.matching;

import io.journeyhouse.common.text.EmailAddress;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values as they are compared: without case, accents, signs and the ways to write a date. */
final class Tidy {
  private static final int LONGEST = 256;
  private static final int PHONE_DIGITS = 9;
  private static final Pattern YEAR_FIRST =
      Pattern.compile("(\\d{4})[-/. ]?(\\d{1,2})[-/. ]?(\\d{1,2})(?:[T ].*)?");
  private static final Pattern YEAR_LAST =
      Pattern.compile("(\\d{1,2})[-/. ](\\d{1,2})[-/. ](\\d{4})(?:[T ].*)?");

  private Tidy() {}

  /** Lower-case words of letters and digits, without accents, one blank between them. */
  static @Nullable String words(String raw) {
    return fold(raw, true);
  }

  /** Lower-case letters and digits alone. */
  static @Nullable String code(String raw) {
    return fold(raw, false);
  }

  /** The last digits of a number, whatever prefix stands before them. */
  static @Nullable String phone(String raw) {
    StringBuilder digits = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      int digit = Character.digit(raw.charAt(i), 10);
      if (digit >= 0) {
        digits.append((char) ('0' + digit));
      }
    }
    int from = Math.max(0, digits.length() - PHONE_DIGITS);
    return digits.isEmpty() ? null : digits.substring(from);
  }

  static @Nullable String email(String raw) {
    String address = EmailAddress.normalise(raw);
    if (address != null) {
      return address;
    }
    String text = raw.strip().toLowerCase(Locale.ROOT);
    return text.isEmpty() ? null : cut(text);
  }

  /** {@code yyyymmdd}, day before month where it is last; what is no date as letters and digits. */
  static @Nullable String date(String raw) {
    String text = raw.strip();
    Matcher yearFirst = YEAR_FIRST.matcher(text);
    if (yearFirst.matches()) {
      String date = date(yearFirst.group(1), yearFirst.group(2), yearFirst.group(3));
      return date == null ? code(text) : date;
    }
    Matcher yearLast = YEAR_LAST.matcher(text);
    if (yearLast.matches()) {
      String date = date(yearLast.group(3), yearLast.group(2), yearLast.group(1));
      if (date == null) {
        date = date(yearLast.group(3), yearLast.group(1), yearLast.group(2));
      }
      return date == null ? code(text) : date;
    }
    return code(text);
  }

  /** {@code m} or {@code f}; others as they are. */
  static @Nullable String gender(String raw) {
    String word = words(raw);
    if (word == null) {
      return null;
    }
    return switch (word) {
      case "male", "man", "mr" -> "m";
      case "female", "woman", "w", "ms", "mrs" -> "f";
      default -> word;
    };
  }

  private static @Nullable String date(String year, String month, String day) {
    try {
      LocalDate date =
          LocalDate.of(Integer.parseInt(year), Integer.parseInt(month), Integer.parseInt(day));
      // the digits of a number of eight, of which the first one must not be lost
      int digits = date.getYear() * 10_000 + date.getMonthValue() * 100 + date.getDayOfMonth();
      return String.valueOf(100_000_000 + digits).substring(1);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable String fold(String raw, boolean keepsBlanks) {
    String text =
        isAscii(raw)
            ? raw
            : LookAlikes.inOneScript(Normalizer.normalize(raw, Normalizer.Form.NFKD));
    StringBuilder folded = new StringBuilder(text.length());
    boolean blank = false;
    for (int i = 0; i < text.length() && folded.length() < LONGEST; i++) {
      char c = Character.toLowerCase(text.charAt(i));
      if (Character.isLetterOrDigit(c)) {
        if (blank && keepsBlanks && !folded.isEmpty()) {
          folded.append(' ');
        }
        blank = false;
        append(folded, c);
      } else if (c != '\'' && c != '\u2019' && Character.getType(c) != Character.NON_SPACING_MARK) {
        blank = true;
      }
    }
    return folded.isEmpty() ? null : cut(folded.toString());
  }

  /** Letters that Unicode does not take apart. */
  private static void append(StringBuilder text, char c) {
    switch (c) {
      case 'ß' -> text.append("ss");
      case 'æ' -> text.append("ae");
      case 'œ' -> text.append("oe");
      case 'ø' -> text.append('o');
      case 'ł' -> text.append('l');
      case 'đ', 'ð' -> text.append('d');
      case 'þ' -> text.append("th");
      case 'ı' -> text.append('i');
      default -> text.append(c);
    }
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 127) {
        return false;
      }
    }
    return true;
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST).strip();
  }
}
