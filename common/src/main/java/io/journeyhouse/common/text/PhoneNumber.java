package io.journeyhouse.common.text;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import com.google.i18n.phonenumbers.Phonenumber;
import org.jspecify.annotations.Nullable;

/** One spelling for each phone number: E.164. */
public final class PhoneNumber {
  private PhoneNumber() {}

  /**
   * The number as {@code +491701234567}, without an extension; null where it is none that could
   * exist.
   *
   * @param region two letters of the country whose number it is where it has no international
   *     prefix
   */
  public static @Nullable String normalise(@Nullable String text, String region) {
    if (text == null || text.isBlank()) {
      return null;
    }
    PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
    try {
      Phonenumber.PhoneNumber number = numbers.parse(text.strip(), region);
      return numbers.isPossibleNumberWithReason(number) == ValidationResult.IS_POSSIBLE
          ? numbers.format(number, PhoneNumberFormat.E164)
          : null;
    } catch (NumberParseException e) {
      return null;
    }
  }
}
