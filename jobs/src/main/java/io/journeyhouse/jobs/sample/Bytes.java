package io.journeyhouse.jobs.sample;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A growing run of UTF-8 bytes. Rows are written straight into it, without strings in between. */
final class Bytes {
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private byte[] data;
  private int length;

  Bytes(int capacity) {
    data = new byte[capacity];
  }

  int length() {
    return length;
  }

  byte at(int index) {
    return data[index];
  }

  void clear() {
    length = 0;
  }

  void writeTo(OutputStream out, int from, int to) throws IOException {
    out.write(data, from, to - from);
  }

  Bytes put(char ascii) {
    room(1);
    data[length++] = (byte) ascii;
    return this;
  }

  /** Text of the basic plane. */
  Bytes text(String text) {
    int size = text.length();
    room(3 * size);
    byte[] to = data;
    int at = length;
    for (int i = 0; i < size; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        to[at++] = (byte) c;
      } else if (c < 0x800) {
        to[at++] = (byte) (0xC0 | (c >> 6));
        to[at++] = (byte) (0x80 | (c & 0x3F));
      } else {
        to[at++] = (byte) (0xE0 | (c >> 12));
        to[at++] = (byte) (0x80 | ((c >> 6) & 0x3F));
        to[at++] = (byte) (0x80 | (c & 0x3F));
      }
    }
    length = at;
    return this;
  }

  Bytes copy(Bytes other, int from, int to) {
    room(to - from);
    System.arraycopy(other.data, from, data, length, to - from);
    length += to - from;
    return this;
  }

  Bytes number(long value) {
    room(20);
    if (value < 0) {
      data[length++] = '-';
      return number(-value);
    }
    int digits = 1;
    for (long rest = value / 10; rest > 0; rest /= 10) {
      digits++;
    }
    return digits(value, digits);
  }

  /** With leading zeros. */
  Bytes digits(long value, int count) {
    room(count);
    long rest = value;
    for (int i = count - 1; i >= 0; i--) {
      data[length + i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += count;
    return this;
  }

  /** An amount in cents as a decimal number. */
  Bytes cents(long value) {
    if (value < 0) {
      put('-');
    }
    long amount = Math.abs(value);
    return number(amount / 100).put('.').digits(amount % 100, 2);
  }

  Bytes hex(long value) {
    room(16);
    for (int shift = 60; shift >= 0; shift -= 4) {
      data[length++] = HEX[(int) (value >>> shift) & 15];
    }
    return this;
  }

  /** A field of a CSV row, quoted where it must be. */
  Bytes csv(@Nullable String value, char delimiter) {
    if (value == null) {
      return this;
    }
    if (value.indexOf(delimiter) < 0 && value.indexOf('"') < 0 && value.indexOf('\n') < 0) {
      return text(value);
    }
    return put('"').text(value.replace("\"", "\"\"")).put('"');
  }

  private void room(int more) {
    if (length + more > data.length) {
      data = Arrays.copyOf(data, Math.max(data.length * 2, length + more));
    }
  }
}
