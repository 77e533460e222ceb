package io.journeyhouse.jobs.cli;

import static org.apache.spark.sql.functions.base64;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.to_json;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** How the rows of a query are written. */
enum RowFormat {
  /** Columns side by side, for people. */
  TABLE {
    @Override
    boolean write(Dataset<Row> rows, @Nullable Integer limit, PrintStream out) {
      int most = limit == null ? TABLE_ROWS : limit;
      List<Row> found = texts(rows).limit(most + 1).collectAsList();
      List<Row> shown = found.subList(0, Math.min(most, found.size()));
      String[] names = rows.columns();
      int[] widths = Arrays.stream(names).mapToInt(String::length).toArray();
      shown.forEach(
          row -> {
            for (int i = 0; i < widths.length; i++) {
              widths[i] = Math.max(widths[i], text(row, i).length());
            }
          });
      StringBuilder page = new StringBuilder();
      for (int i = 0; i < names.length; i++) {
        page.append(i == 0 ? "" : "  ").append(pad(names[i], widths[i], isNumber(rows, i)));
      }
      page.append('\n');
      for (int i = 0; i < names.length; i++) {
        page.append(i == 0 ? "" : "  ").append("-".repeat(widths[i]));
      }
      page.append('\n');
      for (Row row : shown) {
        for (int i = 0; i < names.length; i++) {
          page.append(i == 0 ? "" : "  ").append(pad(text(row, i), widths[i], isNumber(rows, i)));
        }
        page.append('\n');
      }
      out.print(page.toString().replaceAll("(?m) +$", ""));
      out.flush();
      return found.size() > shown.size();
    }
  },

  /** RFC 4180 with a header line; null is empty, an empty text is quoted. */
  CSV {
    @Override
    boolean write(Dataset<Row> rows, @Nullable Integer limit, PrintStream out) {
      CsvWriter csv = CsvWriter.builder().build(out, StandardCharsets.UTF_8);
      csv.writeRecord(rows.columns());
      Iterator<Row> all = limited(texts(rows), limit).toLocalIterator();
      while (all.hasNext()) {
        Row row = all.next();
        String[] fields = new String[row.size()];
        for (int i = 0; i < fields.length; i++) {
          fields[i] = row.getString(i);
        }
        csv.writeRecord(fields);
      }
      flush(csv);
      out.flush();
      return false;
    }
  },

  /** One array, a row a line; nulls are written. */
  JSON {
    @Override
    boolean write(Dataset<Row> rows, @Nullable Integer limit, PrintStream out) {
      rows.sparkSession().conf().set("spark.sql.jsonGenerator.ignoreNullFields", "false");
      Iterator<String> all = limited(rows, limit).toJSON().toLocalIterator();
      out.print('[');
      for (boolean first = true; all.hasNext(); first = false) {
        out.print((first ? "\n" : ",\n") + all.next());
      }
      out.print("\n]\n");
      out.flush();
      return false;
    }
  };

  private static final int TABLE_ROWS = 100;

  /**
   * Writes the rows.
   *
   * @return whether there were more than were written for want of a limit
   */
  abstract boolean write(Dataset<Row> rows, @Nullable Integer limit, PrintStream out);

  private static Dataset<Row> limited(Dataset<Row> rows, @Nullable Integer limit) {
    return limit == null ? rows : rows.limit(limit);
  }

  /** The same rows with every column as text. */
  private static Dataset<Row> texts(Dataset<Row> rows) {
    String[] places = new String[rows.columns().length];
    Arrays.setAll(places, i -> "c" + i);
    List<Column> columns = new ArrayList<>();
    for (StructField field : rows.toDF(places).schema().fields()) {
      columns.add(text(col(field.name()), field.dataType()).as(field.name()));
    }
    return rows.toDF(places).select(columns.toArray(Column[]::new));
  }

  private static Column text(Column value, DataType type) {
    if (type instanceof StructType || type instanceof ArrayType || type instanceof MapType) {
      return to_json(value);
    }
    return type instanceof BinaryType ? base64(value) : value.cast("string");
  }

  private static String text(Row row, int i) {
    return row.isNullAt(i) ? "null" : row.getString(i).replaceAll("\\p{Cntrl}", " ");
  }

  private static boolean isNumber(Dataset<Row> rows, int i) {
    return rows.schema().fields()[i].dataType() instanceof NumericType;
  }

  private static String pad(String text, int width, boolean right) {
    String blanks = " ".repeat(width - text.length());
    return right ? blanks + text : text + blanks;
  }

  private static void flush(CsvWriter csv) {
    try {
      csv.flush();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
