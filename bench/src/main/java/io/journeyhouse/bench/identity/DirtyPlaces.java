package io.journeyhouse.bench.identity;

import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How the address of a record was written. */
final class DirtyPlaces {
  private static final Map<String, String> ABBREVIATIONS =
      Words.table("street-types.txt").stream()
          .collect(Collectors.toUnmodifiableMap(line -> line.get(0), line -> line.get(1)));

  private final Mishaps mishaps;

  DirtyPlaces(Mishaps mishaps) {
    this.mishaps = mishaps;
  }

  @Nullable String street(Address home) {
    if (mishaps.happens(Rate.MISSING_STREET)) {
      return null;
    }
    String line = home.streetLine();
    if (mishaps.happens(Rate.STREET_ABBREVIATED)) {
      int type = line.lastIndexOf(' ') + 1;
      String word = line.substring(type);
      line = line.substring(0, type) + mishaps.abbreviated(ABBREVIATIONS.getOrDefault(word, word));
    }
    return mishaps.typed(Rate.TYPO_STREET, line);
  }

  String city(Address home) {
    return mishaps.typed(Rate.TYPO_CITY, home.city());
  }

  @Nullable String postalCode(Address home) {
    return mishaps.happens(Rate.MISSING_POSTAL_CODE)
        ? null
        : mishaps.typedDigits(Rate.TYPO_POSTAL_CODE, home.area().code());
  }
}
