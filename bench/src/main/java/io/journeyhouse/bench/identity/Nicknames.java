package io.journeyhouse.bench.identity;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What people are called instead of their given names. */
final class Nicknames {
  private static final Map<String, List<String>> BY_NAME =
      Words.table("nicknames.txt").stream()
          .collect(
              Collectors.toUnmodifiableMap(
                  line -> line.get(0), line -> line.subList(1, line.size())));

  private Nicknames() {}

  /** Empty where there are none. */
  static List<String> of(String givenName) {
    return BY_NAME.getOrDefault(givenName, List.of());
  }
}
