package io.journeyhouse.jobs.ingest;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.journeyhouse.jobs.workspace.SourceConfig.Csv;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** CSV with a header; quoted fields may hold line ends. An empty field is null. */
final class CsvRecordReader implements RecordReader {
  private static final char NO_CHARACTER = '\uFFFD';

  private final CsvReader<CsvRecord> csv;
  private final CloseableIterator<CsvRecord> records;
  private final BronzeRow row;
  private final String encoding;
  private final String[] header;
  private long malformed;

  // allowExtraCharsAfterClosingQuote: there is no other way yet to go on after such a field
  @SuppressWarnings("removal")
  CsvRecordReader(InputStream in, Csv form, BronzeRow row) throws IOException {
    this.row = row;
    this.encoding = form.encoding().name();
    this.csv =
        CsvReader.builder()
            .fieldSeparator(form.delimiter())
            .quoteCharacter(form.quote())
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .allowExtraCharsAfterClosingQuote(true)
            .allowUnclosedQuote(true)
            .ofCsvRecord(new InputStreamReader(in, form.encoding()));
    this.records = csv.iterator();
    CsvRecord first = read();
    this.header = first == null ? new String[0] : header(first);
    for (String column : header) {
      row.put(column, null);
    }
  }

  /** Names that are given twice or not at all get the field's number. */
  private static String[] header(CsvRecord first) {
    String[] names = first.getFields().toArray(String[]::new);
    names[0] = names[0].startsWith("\uFEFF") ? names[0].substring(1) : names[0];
    Set<String> taken = new HashSet<>();
    for (int i = 0; i < names.length; i++) {
      String name = names[i].strip();
      names[i] = name.isEmpty() || !taken.add(name) ? (name + "_" + (i + 1)) : name;
    }
    return names;
  }

  private @Nullable CsvRecord read() throws IOException {
    try {
      return records.hasNext() ? records.next() : null;
    } catch (CsvParseException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IOException("a quoted field has no end within 16 million characters");
    }
  }

  @Override
  public @Nullable InternalRow next() throws IOException {
    CsvRecord fields = read();
    if (fields == null) {
      return null;
    }
    long line = fields.getStartingLineNumber();
    if (fields.getFieldCount() != header.length) {
      return malformed(
          fields,
          "the line has "
              + fields.getFieldCount()
              + " fields, the header has "
              + header.length
              + span(fields));
    }
    for (int i = 0; i < header.length; i++) {
      String value = fields.getField(i);
      if (value.indexOf(NO_CHARACTER) >= 0) {
        return malformed(fields, "the line has bytes that are no " + encoding);
      }
      if (!value.isEmpty()) {
        row.put(header[i], value);
      }
    }
    return row.take(line);
  }

  /** A quote that was not closed swallows lines: the reason says so. */
  private static String span(CsvRecord fields) {
    long lineEnds =
        fields.getFields().stream()
            .mapToLong(field -> field.chars().filter(c -> c == '\n').count())
            .sum();
    return lineEnds == 0 ? "" : "; a quoted field goes on for " + lineEnds + " more lines";
  }

  private InternalRow malformed(CsvRecord fields, String why) {
    malformed++;
    byte[] raw = String.join("\0", fields.getFields()).getBytes(StandardCharsets.UTF_8);
    return row.malformed(fields.getStartingLineNumber(), why, raw, 0, raw.length);
  }

  @Override
  public long malformed() {
    return malformed;
  }

  @Override
  public boolean knowsColumns(long rows) {
    return true;
  }

  @Override
  public void close() throws IOException {
    csv.close();
  }
}
