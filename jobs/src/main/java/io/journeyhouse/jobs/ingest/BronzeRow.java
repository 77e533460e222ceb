package io.journeyhouse.jobs.ingest;

import io.journeyhouse.common.keys.Hashes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Makes the bronze rows of a file, one after another: {@link #put} each field, then {@link #take}.
 * In Spark's own form of a row, since this is where a night's rows all pass through.
 */
final class BronzeRow {
  private static final int TECHNICAL = 9;
  private static final int KEY_BYTES = 16;
  private static final int KNOWN_COLUMNS = 1000;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final List<String> columns;
  private final byte[][] names;
  private final UTF8String runId;
  private final long ingestedAt;
  private final long windowEnd;
  private final String source;

  private final MessageDigest digest = Hashes.newSha256();
  private byte[] content = new byte[4096];
  private int length;

  private final Map<String, Integer> positions = new HashMap<>();
  private final boolean[] seen;
  private @Nullable UTF8String[] values;
  private @Nullable TreeMap<String, UTF8String> rest;
  private UTF8String path = UTF8String.EMPTY_UTF8;
  private byte[] keyPrefix = new byte[0];

  /**
   * @param columns mapped raw columns in the order of the schema, which is the order of names
   */
  BronzeRow(List<String> columns, Bronze.Stamp stamp) {
    this.columns = columns;
    this.names =
        columns.stream().map(name -> name.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    this.source = stamp.source();
    this.runId = UTF8String.fromString(stamp.runId());
    this.ingestedAt = micros(stamp.ingestedAt());
    this.windowEnd = micros(stamp.windowEnd());
    this.seen = new boolean[columns.size()];
    this.values = new UTF8String[columns.size()];
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  /** Starts a file. */
  void open(SourceFile file) {
    path = UTF8String.fromString(file.path());
    keyPrefix = keyPrefix(source, file.path()).getBytes(StandardCharsets.UTF_8);
    positions.clear();
    Arrays.fill(seen, false);
    clear();
  }

  /** A row's key is the digest of this and the number of its line. */
  static String keyPrefix(String source, String path) {
    return source + "/" + path + "#";
  }

  private void clear() {
    values = new UTF8String[columns.size()];
    rest = null;
  }

  /** Sets a field of the row; null only notes that the file has such a column. */
  void put(String column, @Nullable String value) {
    int position = position(column);
    if (position >= 0) {
      seen[position] = true;
    }
    if (value == null) {
      return;
    }
    UTF8String text = UTF8String.fromString(value);
    if (position >= 0) {
      values[position] = text;
    } else {
      if (rest == null) {
        rest = new TreeMap<>();
      }
      rest.put(column, text);
    }
  }

  private int position(String column) {
    Integer known = positions.get(column);
    if (known != null) {
      return known;
    }
    int position = columns.indexOf(column);
    for (int i = 0; i < columns.size() && position < 0; i++) {
      // as in SQL, the case of a name does not count
      position = columns.get(i).equalsIgnoreCase(column) ? i : -1;
    }
    if (positions.size() < KNOWN_COLUMNS) {
      positions.put(column, position);
    }
    return position;
  }

  /** The columns that the file has so far; mapped ones by the names that the mapping uses. */
  Set<String> columnsSeen() {
    Set<String> all = new TreeSet<>();
    positions.forEach(
        (column, position) -> {
          if (position < 0) {
            all.add(column);
          }
        });
    for (int i = 0; i < seen.length; i++) {
      if (seen[i]) {
        all.add(columns.get(i));
      }
    }
    return all;
  }

  /** The row of all that was put since the last one. */
  InternalRow take(long line) {
    length = 0;
    int next = 0;
    if (rest != null) {
      for (Map.Entry<String, UTF8String> field : rest.entrySet()) {
        // mapped or not must make no difference to the hash: all fields in the order of names
        while (next < names.length && columns.get(next).compareTo(field.getKey()) < 0) {
          addMapped(next++);
        }
        add(field.getKey().getBytes(StandardCharsets.UTF_8), field.getValue());
      }
    }
    while (next < names.length) {
      addMapped(next++);
    }
    InternalRow row = row(line, values, null);
    clear();
    return row;
  }

  /** The row of a line that cannot be read, whatever was put of it. */
  InternalRow malformed(long line, String why, byte[] raw, int offset, int count) {
    clear();
    length = 0;
    ensure(count);
    System.arraycopy(raw, offset, content, 0, count);
    length = count;
    return row(line, values, UTF8String.fromString(why));
  }

  private InternalRow row(
      long line, @Nullable UTF8String[] values, @Nullable UTF8String malformed) {
    int raw = columns.size();
    Object[] row = new Object[raw + TECHNICAL];
    System.arraycopy(values, 0, row, 0, raw);
    row[raw] = restMap();
    row[raw + 1] = malformed;
    row[raw + 2] = key(line);
    digest.update(content, 0, length);
    row[raw + 3] = hex();
    row[raw + 4] = line;
    row[raw + 5] = path;
    row[raw + 6] = ingestedAt;
    row[raw + 7] = runId;
    row[raw + 8] = windowEnd;
    return new GenericInternalRow(row);
  }

  private UTF8String key(long line) {
    digest.update(keyPrefix);
    digest.update(Long.toString(line).getBytes(StandardCharsets.US_ASCII));
    return hex();
  }

  private @Nullable ArrayBasedMapData restMap() {
    if (rest == null) {
      return null;
    }
    Object[] keys = rest.keySet().stream().map(UTF8String::fromString).toArray();
    Object[] texts = rest.values().toArray();
    return new ArrayBasedMapData(new GenericArrayData(keys), new GenericArrayData(texts));
  }

  private void addMapped(int position) {
    UTF8String value = values[position];
    if (value != null) {
      add(names[position], value);
    }
  }

  // lengths before the bytes, so that no two rows share their bytes by where a field ends
  private void add(byte[] name, UTF8String value) {
    int bytes = value.numBytes();
    ensure(length + name.length + bytes + 8);
    addLength(name.length);
    System.arraycopy(name, 0, content, length, name.length);
    length += name.length;
    addLength(bytes);
    value.writeToMemory(content, Platform.BYTE_ARRAY_OFFSET + length);
    length += bytes;
  }

  private void addLength(int value) {
    content[length++] = (byte) (value >>> 24);
    content[length++] = (byte) (value >>> 16);
    content[length++] = (byte) (value >>> 8);
    content[length++] = (byte) value;
  }

  private void ensure(int size) {
    if (size > content.length) {
      content = Arrays.copyOf(content, Math.max(size, content.length * 2));
    }
  }

  /** The digest's first half: 128 bits tell rows apart as surely, at half the size. */
  private UTF8String hex() {
    byte[] hash = digest.digest();
    byte[] text = new byte[2 * KEY_BYTES];
    for (int i = 0; i < KEY_BYTES; i++) {
      text[2 * i] = HEX[(hash[i] >> 4) & 15];
      text[2 * i + 1] = HEX[hash[i] & 15];
    }
    return UTF8String.fromBytes(text);
  }
}
