package io.journeyhouse.jobs.matching;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A cut of a field, or of two fields whose values may have been given in each other's place.
 *
 * @param field its place among the fields
 * @param other the second field, {@code NONE} for one alone
 */
record KeyPart(int field, int other, Cut cut) implements Serializable {
  static final int NONE = -1;
  private static final String[] MISSING = {};

  static KeyPart of(int field, Cut cut) {
    return new KeyPart(field, NONE, cut);
  }

  /** All parts that the fields allow. */
  static List<KeyPart> of(List<Field> fields) {
    List<KeyPart> parts = new ArrayList<>();
    int given = Fields.only(fields, FieldKind.GIVEN_NAME);
    int surname = Fields.only(fields, FieldKind.SURNAME);
    for (int i = 0; i < fields.size(); i++) {
      for (Cut cut : fields.get(i).kind().cuts()) {
        parts.add(of(i, cut));
      }
    }
    if (given >= 0 && surname >= 0) {
      parts.add(new KeyPart(given, surname, Cut.SOUND));
    }
    return parts;
  }

  /** The fields that it looks at, as bits. */
  int fields() {
    return 1 << field | (other == NONE ? 0 : 1 << other);
  }

  /** What records must share; none where a field is missing. */
  String[] of(Features record) {
    String[] values = record.values()[field];
    if (other == NONE) {
      String[] cuts = new String[values.length];
      int filled = 0;
      for (String value : values) {
        String part = cut.of(value);
        if (part != null) {
          cuts[filled++] = part;
        }
      }
      return filled == cuts.length ? cuts : Arrays.copyOf(cuts, filled);
    }
    String[] others = record.values()[other];
    if (values.length == 0 || others.length == 0) {
      return MISSING;
    }
    String a = String.valueOf(cut.of(values[0]));
    String b = String.valueOf(cut.of(others[0]));
    return new String[] {a.compareTo(b) <= 0 ? a + ' ' + b : b + ' ' + a};
  }

  String describe(List<Field> fields) {
    String name = fields.get(field).name();
    if (other != NONE) {
      name += "|" + fields.get(other).name();
    }
    return cut == Cut.WHOLE ? name : name + "." + cut.word();
  }
}
