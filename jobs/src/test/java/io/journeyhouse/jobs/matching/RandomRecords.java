package io.journeyhouse.jobs.matching;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Records of few different values, so that many agree on something. */
final class RandomRecords {
  static final List<Field> FIELDS =
      List.of(
          field(FieldKind.GIVEN_NAME),
          field(FieldKind.SURNAME),
          field(FieldKind.BIRTH_DATE),
          field(FieldKind.EMAIL),
          field(FieldKind.PHONE),
          field(FieldKind.CITY),
          field(FieldKind.GENDER));

  private static final List<List<String>> VALUES =
      List.of(
          List.of("ann", "anne", "anna", "peter", "piet", "lee", "a", "李"),
          List.of("lee", "leigh", "smith", "smyth", "ann", "de la cruz", "cruz", "müller"),
          List.of("19800301", "19800103", "19800101", "19810301", "19991224", "march1980"),
          List.of("ann@x.org", "ann@y.org", "lee@x.org", "n/a", "ann.lee@x.org"),
          List.of("701234567", "701234568", "712345670", "1", "12"),
          List.of("york", "new york", "bath", "yorck"),
          List.of("m", "f", "x"));

  private RandomRecords() {}

  private static Field field(FieldKind kind) {
    return new Field(kind.word(), kind);
  }

  /**
   * Records of {@link #FIELDS}.
   *
   * @param missing the share of fields without a value
   * @param mostValues the most values of a field
   */
  static List<Features> of(Random random, int count, double missing, int mostValues) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new Features(
                    String.format("r%05d", i),
                    random.nextInt(2),
                    VALUES.stream()
                        .map(values -> some(random, values, missing, mostValues))
                        .toArray(String[][]::new)))
        .toList();
  }

  /** Keys of one to three parts of different fields. */
  static List<BlockingKey> keys(Random random, int count) {
    List<KeyPart> parts = KeyPart.of(FIELDS);
    List<BlockingKey> keys = new ArrayList<>();
    while (keys.size() < count) {
      List<KeyPart> chosen = new ArrayList<>();
      int used = 0;
      for (int wanted = 1 + random.nextInt(3); wanted > 0; wanted--) {
        KeyPart part = parts.get(random.nextInt(parts.size()));
        if ((used & part.fields()) == 0) {
          used |= part.fields();
          chosen.add(part);
        }
      }
      BlockingKey key = new BlockingKey(List.copyOf(chosen));
      if (!keys.contains(key)) {
        keys.add(key);
      }
    }
    return keys;
  }

  private static String[] some(Random random, List<String> values, double missing, int mostValues) {
    if (random.nextDouble() < missing) {
      return new String[0];
    }
    return random
        .ints(1 + random.nextInt(mostValues), 0, values.size())
        .distinct()
        .mapToObj(values::get)
        .toArray(String[]::new);
  }
}
