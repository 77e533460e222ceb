package io.journeyhouse.jobs.ingest;

import io.journeyhouse.common.run.RunContext;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns of every bronze table beside the raw ones. */
final class Bronze {
  static final String REST = "_rest";
  static final String MALFORMED = "_malformed";
  static final String ROW_KEY = "_row_key";
  static final String ROW_HASH = "_row_hash";
  static final String LINE = "_line";
  static final String SOURCE_FILE = "_source_file";
  static final String INGESTED_AT = "_ingested_at";
  static final String RUN_ID = "_run_id";
  static final String WINDOW_END = "_window_end";

  /** Columns that tell no personal data, whose bounds may stand in the table's log. */
  static final List<String> STATS = List.of(WINDOW_END);

  private static final List<StructField> TECHNICAL =
      List.of(
          field(REST, DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType)),
          field(MALFORMED, DataTypes.StringType),
          field(ROW_KEY, DataTypes.StringType),
          field(ROW_HASH, DataTypes.StringType),
          field(LINE, DataTypes.LongType),
          field(SOURCE_FILE, DataTypes.StringType),
          field(INGESTED_AT, DataTypes.TimestampType),
          field(RUN_ID, DataTypes.StringType),
          field(WINDOW_END, DataTypes.TimestampType));

  private Bronze() {}

  static boolean isTechnical(String column) {
    return TECHNICAL.stream().anyMatch(field -> field.name().equalsIgnoreCase(column));
  }

  /** The schema of text rows: raw columns as strings, in the given order. */
  static StructType ofText(List<String> rawColumns) {
    return of(rawColumns.stream().map(name -> field(name, DataTypes.StringType)).toList());
  }

  static StructType of(List<StructField> rawColumns) {
    List<StructField> fields = new ArrayList<>(rawColumns);
    fields.addAll(TECHNICAL);
    return DataTypes.createStructType(fields);
  }

  static StructField field(String name, DataType type) {
    return DataTypes.createStructField(name, type, true);
  }

  /** What all rows of one run of one source have in common. */
  record Stamp(String source, String runId, Instant ingestedAt, Instant windowEnd)
      implements Serializable {

    static Stamp of(String source, RunContext run, Instant now) {
      return new Stamp(source, run.runId(), now, run.window().to());
    }
  }
}
