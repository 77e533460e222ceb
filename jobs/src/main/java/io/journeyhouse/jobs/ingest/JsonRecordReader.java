package io.journeyhouse.jobs.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** JSON lines: one object a line, nested values kept as JSON text. */
final class JsonRecordReader implements RecordReader {
  /** A column that is in none of so many rows is taken for missing. */
  static final long ROWS_THAT_SHOW_COLUMNS = 1000;

  private static final int LONGEST_LINE = 1 << 28;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .build();

  private final InputStream in;
  private final BronzeRow row;
  private byte[] buffer = new byte[1 << 18];
  private int start;
  private int end;
  private long line;
  private long malformed;

  JsonRecordReader(InputStream in, BronzeRow row) {
    this.in = in;
    this.row = row;
  }

  @Override
  public @Nullable InternalRow next() throws IOException {
    int length;
    while ((length = nextLine()) >= 0) {
      int from = start;
      start += length + 1;
      line++;
      if (!isBlank(from, length)) {
        return read(from, length);
      }
    }
    return null;
  }

  /** Length of the line that begins at {@code start}, without its end; -1 after the last one. */
  private int nextLine() throws IOException {
    int searched = start;
    while (true) {
      for (int i = searched; i < end; i++) {
        if (buffer[i] == '\n') {
          return i - start;
        }
      }
      searched = end - start;
      if (start > 0) {
        int left = Math.max(end - start, 0);
        System.arraycopy(buffer, Math.min(start, end), buffer, 0, left);
        end = left;
        start = 0;
        searched = left;
      }
      if (end == buffer.length) {
        if (end >= LONGEST_LINE) {
          throw new IOException("line " + (line + 1) + " is longer than 256 MB");
        }
        buffer = Arrays.copyOf(buffer, end * 2);
      }
      int read = in.read(buffer, end, buffer.length - end);
      if (read < 0) {
        return end > 0 ? end : -1;
      }
      end += read;
    }
  }

  private boolean isBlank(int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (buffer[i] != ' ' && buffer[i] != '\t' && buffer[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  private InternalRow read(int from, int length) {
    try (JsonParser parser = JSON.createParser(buffer, from, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return malformed(from, length, "the line is no JSON object");
      }
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        row.put(name, value(parser, parser.nextToken(), from));
      }
      if (parser.nextToken() != null) {
        return malformed(from, length, "the line goes on after its JSON object");
      }
      return row.take(line);
    } catch (IOException e) {
      return malformed(from, length, "the line is no valid JSON");
    }
  }

  private @Nullable String value(JsonParser parser, JsonToken token, int from) throws IOException {
    return switch (token) {
      case VALUE_NULL -> null;
      case START_OBJECT, START_ARRAY -> {
        int begin = from + (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        int past = from + (int) parser.currentLocation().getByteOffset();
        yield new String(buffer, begin, past - begin, StandardCharsets.UTF_8);
      }
      default -> parser.getText();
    };
  }

  private InternalRow malformed(int from, int length, String why) {
    malformed++;
    return row.malformed(line, why, buffer, from, length);
  }

  @Override
  public long malformed() {
    return malformed;
  }

  @Override
  public boolean knowsColumns(long rows) {
    return rows >= ROWS_THAT_SHOW_COLUMNS;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
