package io.journeyhouse.jobs.matching;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Records that agree on all parts are compared. */
record BlockingKey(List<KeyPart> parts) implements Serializable {
  /** Between the parts of a key in words. */
  static final String AND = " + ";

  private static final int MOST_VALUES = 8;
  private static final long[] NONE = {};

  /** A hash of each combination of the record's values, ascending; none where a part is missing. */
  long[] hashes(Features record) {
    long[] hashes = {seed()};
    for (KeyPart part : parts) {
      String[] values = part.of(record);
      long[] next = new long[Math.min(MOST_VALUES, hashes.length * values.length)];
      int filled = 0;
      for (String value : values) {
        for (int i = 0; i < hashes.length && filled < next.length; i++) {
          next[filled++] = Hash.of(value, hashes[i]);
        }
      }
      if (filled == 0) {
        return NONE;
      }
      hashes = filled == next.length ? next : Arrays.copyOf(next, filled);
    }
    return hashes.length == 1 ? hashes : Arrays.stream(hashes).sorted().distinct().toArray();
  }

  /** Whether two records have a combination of values in common. */
  boolean agree(Features left, Features right) {
    for (long a : hashes(left)) {
      for (long b : hashes(right)) {
        if (a == b) {
          return true;
        }
      }
    }
    return false;
  }

  /** {@code surname.sound + birth_date.year}. */
  String describe(List<Field> fields) {
    return parts.stream().map(part -> part.describe(fields)).collect(Collectors.joining(AND));
  }

  /** The fields that it looks at, as bits. */
  int fields() {
    int fields = 0;
    for (KeyPart part : parts) {
      fields |= part.fields();
    }
    return fields;
  }

  private long seed() {
    long seed = 42;
    for (KeyPart part : parts) {
      seed = (seed * 31 + part.field()) * 31 * 31 + part.other() * 31L + part.cut().ordinal();
    }
    return seed;
  }
}
