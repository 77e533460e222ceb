package io.journeyhouse.jobs.matching;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The levels of all fields of a pair, four bits each in a long. */
final class Patterns {
  static final int MOST_FIELDS = 16;
  private static final int BITS = 4;
  private static final int MASK = 15;

  /** Levels of {@link Comparison#NAME}. */
  private static final int HARDLY_ALIKE = 2;

  private static final int ALIKE = 4;
  private static final int SIMILAR = 5;
  private static final int SWAPPED = 6;

  private final Comparison[] comparisons;
  private final int given;
  private final int surname;

  Patterns(List<Field> fields) {
    comparisons =
        fields.stream().map(field -> field.kind().comparison()).toArray(Comparison[]::new);
    given = Fields.only(fields, FieldKind.GIVEN_NAME);
    surname = Fields.only(fields, FieldKind.SURNAME);
  }

  long of(Features left, Features right) {
    long pattern = 0;
    for (int i = 0; i < comparisons.length; i++) {
      long level = comparisons[i].level(left.values()[i], right.values()[i]);
      pattern |= level << (BITS * i);
    }
    return given < 0 || surname < 0 ? pattern : swapped(aligned(pattern, left, right), left, right);
  }

  static int level(long pattern, int field) {
    return (int) (pattern >>> (BITS * field)) & MASK;
  }

  private static long with(long pattern, int field, long level) {
    int shift = BITS * field;
    return pattern & ~((long) MASK << shift) | level << shift;
  }

  /** A record's only name, in the field of the other one, is compared as what it is alike to. */
  private long aligned(long pattern, Features left, Features right) {
    String[] onlyLeft = only(left);
    String[] onlyRight = only(right);
    if (onlyLeft == null && onlyRight == null
        || onlyLeft != null
            && onlyRight != null
            && level(pattern, given) + level(pattern, surname) > 0) {
      return pattern;
    }
    int was = level(pattern, given) + level(pattern, surname);
    int ofGiven =
        Comparison.NAME.level(
            onlyLeft == null ? left.values()[given] : onlyLeft,
            onlyRight == null ? right.values()[given] : onlyRight);
    int ofSurname =
        Comparison.NAME.level(
            onlyLeft == null ? left.values()[surname] : onlyLeft,
            onlyRight == null ? right.values()[surname] : onlyRight);
    if (Math.max(ofGiven, ofSurname) <= was || Math.max(ofGiven, ofSurname) < ALIKE) {
      return pattern;
    }
    // never "exact", whose bits are of a value that both have in the same field
    return ofGiven > ofSurname
        ? with(with(pattern, given, Math.min(ofGiven, SIMILAR)), surname, Comparison.MISSING)
        : with(with(pattern, surname, Math.min(ofSurname, SIMILAR)), given, Comparison.MISSING);
  }

  /** A record's name, if it has but one of the two. */
  private String @Nullable [] only(Features record) {
    String[] first = record.values()[given];
    String[] last = record.values()[surname];
    if ((first.length == 0) == (last.length == 0)) {
      return null;
    }
    return first.length == 0 ? last : first;
  }

  /** Names given in each other's place count once, as the given name. */
  private long swapped(long pattern, Features left, Features right) {
    if (level(pattern, given) > HARDLY_ALIKE || level(pattern, surname) > HARDLY_ALIKE) {
      return pattern;
    }
    boolean crosswise =
        areAlike(left.values()[given], right.values()[surname])
            && areAlike(left.values()[surname], right.values()[given]);
    return crosswise ? with(with(pattern, given, SWAPPED), surname, Comparison.MISSING) : pattern;
  }

  private static boolean areAlike(String[] left, String[] right) {
    return left.length > 0
        && right.length > 0
        && (left[0].equals(right[0]) || Comparison.NAME.unequal(left[0], right[0]) >= SIMILAR);
  }
}
