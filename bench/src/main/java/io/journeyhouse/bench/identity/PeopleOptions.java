package io.journeyhouse.bench.identity;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What file to make. The same records and seed give the same bytes.
 *
 * @param records lines in it, the header not counted
 */
record PeopleOptions(int records, long seed, Path out) {
  private static final String USAGE = "usage: People --records N --seed S --out FILE";

  static PeopleOptions of(String... args) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i + 1 < args.length; i += 2) {
      values.put(args[i], args[i + 1]);
    }
    String records = values.remove("--records");
    String seed = values.remove("--seed");
    String out = values.remove("--out");
    if (records == null || seed == null || out == null || args.length != 6) {
      throw new IllegalArgumentException(USAGE);
    }
    int count = Integer.parseInt(records);
    if (count < 1) {
      throw new IllegalArgumentException("--records must be 1 or more");
    }
    return new PeopleOptions(count, Long.parseLong(seed), Path.of(out));
  }
}
