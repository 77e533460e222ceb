package io.journeyhouse.jobs.export;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Rows sorted by audience, whose name is their last column, handed out audience by audience. */
final class AudienceRows {
  private final Iterator<Row> rows;
  private @Nullable Row next;

  AudienceRows(Iterator<Row> rows) {
    this.rows = rows;
    advance();
  }

  /** The rows of an audience; audiences must be asked for in the order of the rows. */
  Iterator<Row> of(String audience) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return next != null && next.getString(next.length() - 1).equals(audience);
      }

      @Override
      public Row next() {
        Row row = next;
        if (row == null || !hasNext()) {
          throw new NoSuchElementException();
        }
        advance();
        return row;
      }
    };
  }

  private void advance() {
    next = rows.hasNext() ? rows.next() : null;
  }
}
