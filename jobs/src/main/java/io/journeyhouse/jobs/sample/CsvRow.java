package io.journeyhouse.jobs.sample;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes rows of a CSV file, field by field. For one thread. */
final class CsvRow {
  private final Bytes bytes = new Bytes(512);
  private final Times times;
  private final Feed feed;
  private final char delimiter;
  private boolean isFirst = true;

  CsvRow(Feed feed, Times times, char delimiter) {
    this.feed = feed;
    this.times = times;
    this.delimiter = delimiter;
  }

  CsvRow text(@Nullable String value) {
    next().csv(value, delimiter);
    return this;
  }

  CsvRow number(long value) {
    next().number(value);
    return this;
  }

  /** A letter and a number, as ids are. */
  CsvRow id(char letter, long number) {
    next().put(letter).number(number);
    return this;
  }

  CsvRow hex(long value) {
    next().hex(value);
    return this;
  }

  CsvRow cents(long value) {
    next().cents(value);
    return this;
  }

  CsvRow local(long at) {
    times.local(next(), at);
    return this;
  }

  CsvRow count(Dirt kind) {
    feed.count(kind);
    return this;
  }

  int day() {
    return feed.day();
  }

  void end() throws IOException {
    bytes.put('\n');
    feed.add(bytes, 0, bytes.length());
    bytes.clear();
    isFirst = true;
  }

  private Bytes next() {
    if (isFirst) {
      isFirst = false;
      return bytes;
    }
    return bytes.put(delimiter);
  }
}
