package io.journeyhouse.bench.identity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the telephone number and the e-mail address of a record were written. */
final class DirtyContacts {
  private static final Weighted<Rate> FORMATS =
      Rate.oneOf(Rate.PHONE_DIGITS_ONLY, Rate.PHONE_INTERNATIONAL_BLANKS);

  private static final List<String> PLACEHOLDER_PHONES =
      List.of("0000000000", "1234567890", "9999999999", "5555555555", "1111111111");

  private static final List<String> PLACEHOLDER_EMAILS =
      List.of(
          "noreply@example.com",
          "none@none.com",
          "unknown@example.com",
          "na@na.com",
          "test@test.com");

  private final Mishaps mishaps;

  DirtyContacts(Mishaps mishaps) {
    this.mishaps = mishaps;
  }

  @Nullable String phone(String digits) {
    if (mishaps.happens(Rate.MISSING_PHONE)) {
      return null;
    }
    if (mishaps.happens(Rate.PLACEHOLDER_PHONE)) {
      return mishaps.dice.pick(PLACEHOLDER_PHONES);
    }
    return formatted(mishaps.typedDigits(Rate.TYPO_PHONE, digits));
  }

  @Nullable String email(@Nullable String address) {
    if (mishaps.happens(Rate.PLACEHOLDER_EMAIL)) {
      return mishaps.dice.pick(PLACEHOLDER_EMAILS);
    }
    return address == null || mishaps.happens(Rate.MISSING_EMAIL)
        ? null
        : mishaps.typed(Rate.TYPO_EMAIL, address);
  }

  private String formatted(String digits) {
    String area = digits.substring(0, 3);
    String exchange = digits.substring(3, 6);
    String line = digits.substring(6);
    return switch (mishaps.oneOf(
        FORMATS, Rate.PHONE_DIGITS_ONLY, Rate.PHONE_INTERNATIONAL_BLANKS)) {
      case PHONE_DASHES -> area + "-" + exchange + "-" + line;
      case PHONE_BRACKETS -> "(" + area + ") " + exchange + "-" + line;
      case PHONE_INTERNATIONAL -> "+1" + digits;
      case PHONE_INTERNATIONAL_BLANKS -> "+1 " + area + " " + exchange + " " + line;
      default -> digits;
    };
  }
}
