package io.journeyhouse.jobs.ingest;

import static org.apache.spark.sql.functions.lit;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.jobs.workspace.JdbcDrivers;
import io.journeyhouse.jobs.workspace.SourceConfig;
import io.journeyhouse.jobs.workspace.SourceConfig.Jdbc;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A table of a database: the rows whose watermark is above the one that was read up to. A row is
 * seen again when it changes, provided that the change raises its watermark; rows without one are
 * never seen.
 */
final class JdbcSourceReader implements SourceReader {
  private static final String ROWS_A_FETCH = "10000";

  private final SparkSession spark;
  private final SourceConfig source;
  private final RawColumns raw;
  private final Jdbc jdbc;

  JdbcSourceReader(SparkSession spark, SourceConfig source, RawColumns raw) {
    this.spark = spark;
    this.source = source;
    this.raw = raw;
    this.jdbc = Objects.requireNonNull(source.jdbc());
  }

  @Override
  public boolean isMissing(DateWindow window, LandedFiles.OfSource landed) {
    return newest(above(landed)) == null;
  }

  private String above(LandedFiles.OfSource landed) {
    String lower = landed.lastChecksum();
    return lower.isEmpty() ? "" : " where " + jdbc.watermark() + " > " + quoted(lower);
  }

  @Override
  public Optional<Delivery> next(
      DateWindow window, LandedFiles.OfSource landed, Bronze.Stamp stamp, List<String> notes) {
    String lower = landed.lastChecksum();
    String above = above(landed);
    String upper = newest(above);
    if (upper == null) {
      return Optional.empty();
    }
    String range =
        above + (above.isEmpty() ? " where " : " and ") + jdbc.watermark() + " <= " + quoted(upper);
    Dataset<Row> rows =
        spark
            .read()
            .option("fetchsize", ROWS_A_FETCH)
            .option("driver", JdbcDrivers.of(jdbc.url()).getClass().getName())
            .jdbc(jdbc.url(), "(select * from " + jdbc.table() + range + ") delivery", login());
    StructType schema = rows.schema();
    List<StructField> mapped = TypedRows.mapped(schema, raw);
    refuseMissing(schema, mapped);
    String path =
        jdbc.table()
            + " "
            + jdbc.watermark()
            + " ("
            + (lower.isEmpty() ? "" : lower + ", ")
            + upper
            + "]";
    List<StructField> columns =
        raw.names().stream()
            .map(
                name ->
                    mapped.stream()
                        .filter(field -> field.name().equals(name))
                        .findFirst()
                        .orElse(Bronze.field(name, DataTypes.StringType)))
            .toList();
    List<String> added =
        Arrays.stream(schema.fieldNames())
            .filter(name -> landed.columns().stream().noneMatch(name::equalsIgnoreCase))
            .sorted()
            .toList();
    if (!landed.columns().isEmpty()) {
      added.stream()
          .filter(name -> raw.names().stream().noneMatch(name::equalsIgnoreCase))
          .forEach(name -> notes.add("new column " + name + " in " + jdbc.table()));
    }
    return Optional.of(
        new Delivery(
            Bronze.of(columns),
            TypedRows.of(rows, schema, raw, stamp, lit(path), null),
            count ->
                new Delivery.Received(
                    List.of(new LandedFile(path, 0, 0, upper, count, added)), List.of())));
  }

  /** The greatest watermark there is now; null where there is no row above the last one. */
  private @org.jspecify.annotations.Nullable String newest(String above) {
    try (Connection connection = JdbcDrivers.connect(jdbc.url(), login());
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "select max(" + jdbc.watermark() + ") from " + jdbc.table() + above)) {
      return result.next() ? result.getString(1) : null;
    } catch (SQLException e) {
      String state = String.valueOf(e.getSQLState());
      boolean isConnection = state.startsWith("08") || state.startsWith("28");
      throw Errors.of(
          ErrorCode.SOURCE_UNREADABLE,
          source.where()
              + ": "
              + (isConnection ? "the database" : "table " + jdbc.table())
              + " cannot be read (SQL state "
              + state
              + ")",
          isConnection
              ? "check jdbc: url, user and password, and that the database runs and lets this"
                  + " machine in"
              : "check jdbc: table and watermark, and that the user may read them",
          e);
    }
  }

  private void refuseMissing(StructType schema, List<StructField> mapped) {
    List<String> missing =
        raw.required().stream()
            .filter(name -> mapped.stream().noneMatch(field -> field.name().equals(name)))
            .toList();
    if (!missing.isEmpty()) {
      throw Errors.of(
          ErrorCode.SOURCE_COLUMN_MISSING,
          source.where()
              + ": table "
              + jdbc.table()
              + " lacks the required column "
              + String.join(", ", missing),
          "add it to the table or view, or change the mapping in "
              + source.where()
              + " (the table has: "
              + String.join(", ", schema.fieldNames())
              + ")");
    }
  }

  private Properties login() {
    return JdbcDrivers.login(jdbc.user(), jdbc.password());
  }

  private static String quoted(String value) {
    return "'" + value.replace("'", "''") + "'";
  }
}
