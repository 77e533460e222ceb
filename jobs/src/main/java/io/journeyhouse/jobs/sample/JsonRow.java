package io.journeyhouse.jobs.sample;

import org.jspecify.annotations.Nullable;

/** Writes one JSON object a line; fields without a value are left out. For one thread. */
final class JsonRow {
  private final Bytes bytes;
  private final Times times;
  private boolean isFirst = true;

  JsonRow(Bytes bytes, Times times) {
    this.bytes = bytes;
    this.times = times;
  }

  JsonRow text(String key, @Nullable String value) {
    if (value != null) {
      key(key).put('"').text(value).put('"');
    }
    return this;
  }

  JsonRow number(String key, long value) {
    key(key).number(value);
    return this;
  }

  JsonRow cents(String key, long value) {
    key(key).cents(value);
    return this;
  }

  JsonRow hex(String key, long value) {
    key(key).put('"').hex(value).put('"');
    return this;
  }

  JsonRow utc(String key, long millis) {
    Bytes out = key(key).put('"');
    times.utc(out, millis);
    out.put('"');
    return this;
  }

  JsonRow withOffset(String key, long at) {
    Bytes out = key(key).put('"');
    times.withOffset(out, at);
    out.put('"');
    return this;
  }

  /** The place of a value that the caller writes. */
  Bytes key(String key) {
    bytes.put(isFirst ? '{' : ',').put('"').text(key).put('"').put(':');
    isFirst = false;
    return bytes;
  }

  void end() {
    bytes.put('}').put('\n');
    isFirst = true;
  }
}
