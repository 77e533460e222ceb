package io.journeyhouse.jobs.matching;

import java.util.List;

/** Places of fields. */
final class Fields {
  private Fields() {}

  /** The place of the first field of a kind; -1 where there is none. */
  static int only(List<Field> fields, FieldKind kind) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).kind() == kind) {
        return i;
      }
    }
    return -1;
  }
}
