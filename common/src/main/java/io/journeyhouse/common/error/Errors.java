package io.journeyhouse.common.error;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one factory of user-facing errors. Each message says what is wrong and why, {@code mend} says
 * how to put it right. No message carries a value of a data row.
 */
public final class Errors {
  private Errors() {}

  public static JourneyhouseException of(ErrorCode code, String problem, String mend) {
    return new JourneyhouseException(code, problem, mend, null);
  }

  public static JourneyhouseException of(
      ErrorCode code, String problem, String mend, @Nullable Throwable cause) {
    return new JourneyhouseException(code, problem, mend, cause);
  }

  public static JourneyhouseException unknownKey(
      String where, String key, Collection<String> known) {
    String mend =
        closest(key, known)
            .map(near -> "did you mean '" + near + "'?")
            .orElse("use one of: " + String.join(", ", known.stream().sorted().toList()));
    return of(ErrorCode.CONFIG_UNKNOWN_KEY, where + ": unknown key '" + key + "'", mend);
  }

  public static JourneyhouseException invalidValue(String where, String problem, String mend) {
    return of(ErrorCode.CONFIG_INVALID_VALUE, where + ": " + problem, mend);
  }

  /** The known word nearest to a mistyped one, if any is near enough to be what was meant. */
  public static Optional<String> closest(String typed, Collection<String> known) {
    int limit = Math.max(1, typed.length() / 3);
    return known.stream()
        .filter(word -> distance(typed, word) <= limit)
        .min(
            java.util.Comparator.comparingInt((String word) -> distance(typed, word))
                .thenComparing(word -> word));
  }

  private static int distance(String left, String right) {
    return org.apache.spark.unsafe.types.UTF8String.fromString(left)
        .levenshteinDistance(org.apache.spark.unsafe.types.UTF8String.fromString(right));
  }

  /** The messages of all given failures as one, for example of sources that failed side by side. */
  public static String join(List<JourneyhouseException> failures) {
    return String.join("\n", failures.stream().map(JourneyhouseException::describe).toList());
  }
}
