package io.journeyhouse.jobs.batch;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Sorts things that need each other into levels, each of which needs only earlier ones. */
final class Levels {
  private Levels() {}

  /** Keeps the given order within a level. */
  static <T> List<List<T>> of(
      List<T> all, Function<T, String> name, BiPredicate<T, T> firstNeedsSecond) {
    List<List<T>> levels = new ArrayList<>();
    List<T> left = new ArrayList<>(all);
    while (!left.isEmpty()) {
      List<T> level =
          left.stream()
              .filter(
                  one ->
                      left.stream()
                          .noneMatch(other -> one != other && firstNeedsSecond.test(one, other)))
              .toList();
      if (level.isEmpty()) {
        throw Errors.of(
            ErrorCode.CONFIG_CYCLE,
            "these wait for one another: "
                + left.stream().map(name).collect(Collectors.joining(", ")),
            "remove an entry from inputs: in one of their table.yml");
      }
      levels.add(level);
      left.removeAll(level);
    }
    return levels;
  }
}
