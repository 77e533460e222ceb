package io.journeyhouse.jobs.identity;

import io.journeyhouse.common.text.StreetLine;
import io.journeyhouse.jobs.matching.FieldKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A postal address as it is compared; what it does not say is empty.
 *
 * @param place the postal code, the city where it has none
 */
record HouseholdAddress(String words, String numbers, String postalCode, String place) {

  /** A part of an address. */
  enum Part {
    WORDS,
    NUMBERS,
    POSTAL_CODE
  }

  /**
   * What nearly equal addresses have in common.
   *
   * @param open the part in which they may differ
   * @param text the other parts, and the name or number that people share
   */
  record NearKey(Part open, String text) {}

  static HouseholdAddress of(
      @Nullable String street,
      @Nullable String houseNumber,
      @Nullable String postalCode,
      @Nullable String city) {
    String raw = (street == null ? "" : street) + " " + (houseNumber == null ? "" : houseNumber);
    StreetLine line = StreetLine.of(tidy(FieldKind.STREET, raw));
    String code = tidy(FieldKind.POSTAL_CODE, postalCode);
    String place = code.isEmpty() ? tidy(FieldKind.CITY, city) : code;
    return new HouseholdAddress(line.words(), line.numbers(), code, place);
  }

  /** The whole address as one text; empty where a part is missing. */
  String text() {
    boolean isWhole = !words.isEmpty() && !numbers.isEmpty() && !place.isEmpty();
    return isWhole ? String.join("|", words, numbers, place) : "";
  }

  /** One for each part that may differ and each tie: a surname or a phone number. */
  List<NearKey> nearKeys(Iterable<String> ties) {
    List<NearKey> keys = new ArrayList<>();
    for (String tie : ties) {
      add(keys, Part.POSTAL_CODE, words, numbers, tie);
      add(keys, Part.NUMBERS, words, place, tie);
      if (!words.isEmpty()) {
        add(keys, Part.WORDS, numbers, place, tie);
      }
    }
    return keys;
  }

  /** What stands in a part. */
  String part(Part part) {
    return switch (part) {
      case WORDS -> words;
      case NUMBERS -> numbers;
      case POSTAL_CODE -> postalCode;
    };
  }

  static String tidy(FieldKind kind, @Nullable String raw) {
    String tidied = raw == null ? null : kind.tidy(raw);
    return tidied == null ? "" : tidied;
  }

  private static void add(List<NearKey> keys, Part open, String one, String other, String tie) {
    if (!one.isEmpty() && !other.isEmpty()) {
      keys.add(new NearKey(open, String.join("|", open.name(), one, other, tie)));
    }
  }
}
