package io.journeyhouse.jobs.matching.files;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.substring_index;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.error.JourneyhouseException;
import io.journeyhouse.jobs.matching.Field;
import io.journeyhouse.jobs.matching.FieldKind;
import io.journeyhouse.jobs.matching.FullName;
import io.journeyhouse.jobs.matching.files.MatchMap.Mapped;
import io.journeyhouse.jobs.matching.files.MatchMap.Source;
import io.journeyhouse.jobs.matching.files.MatchMap.Truth;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Records of files, as the matcher takes them.
 *
 * @param rows {@code record_key, source, source_id, entity} and an array of texts for each field;
 *     {@code entity} is null where it is not known
 * @param guessed the fields whose kind was found from their values
 */
public record MatchFiles(
    Dataset<Row> rows,
    List<Field> fields,
    List<String> sources,
    List<String> guessed,
    boolean hasTruth) {
  private static final int SAMPLE = 5_000;
  private static final int PARTITIONS = 16;

  /**
   * Reads the files, each as the source whose pattern it fits.
   *
   * @param truth the column that names the person, instead of the map's; empty for the map's
   */
  public static MatchFiles read(
      SparkSession spark, MatchMap map, List<Path> files, Optional<String> truth) {
    Map<String, Optional<FieldKind>> kinds = new LinkedHashMap<>();
    map.sources().forEach(source -> source.columns().forEach(column -> add(kinds, column)));
    List<Dataset<Row>> parts = new ArrayList<>();
    Map<Path, Source> ofSource = map.sourcesOf(files);
    ofSource.forEach(
        (file, source) ->
            parts.add(
                select(read(spark, file), file, source, truth, kinds.keySet().stream().toList())));
    Dataset<Row> rows =
        parts.stream()
            .reduce(Dataset::unionByName)
            .orElseThrow()
            // by the key: Spark sorts what it deals out in turns, and counting needs no other order
            .repartition(PARTITIONS, col("record_key"));
    boolean hasTruth =
        truth.isPresent() || map.sources().stream().anyMatch(s -> s.truth().isPresent());
    Dataset<Row> held = rows.persist();
    requireUnique(held);
    List<Field> fields = new ArrayList<>();
    List<String> guessed = new ArrayList<>();
    kinds.forEach(
        (name, kind) -> {
          fields.add(new Field(name, kind.orElseGet(() -> KindGuess.of(sample(held, name)))));
          if (kind.isEmpty()) {
            guessed.add(name);
          }
        });
    return new MatchFiles(
        held,
        fields,
        ofSource.values().stream().map(Source::name).distinct().sorted().toList(),
        guessed,
        hasTruth);
  }

  private static void add(Map<String, Optional<FieldKind>> kinds, Mapped column) {
    if (column.field().equals(MatchMap.FULL_NAME)) {
      kinds.putIfAbsent(FieldKind.GIVEN_NAME.word(), Optional.of(FieldKind.GIVEN_NAME));
      kinds.putIfAbsent(FieldKind.SURNAME.word(), Optional.of(FieldKind.SURNAME));
      return;
    }
    Optional<FieldKind> kind = Optional.ofNullable(column.kind());
    Optional<FieldKind> known = kinds.get(column.field());
    if (known != null && known.isPresent() && kind.isPresent() && !known.equals(kind)) {
      throw Errors.of(
          ErrorCode.CONFIG_INVALID_VALUE,
          "the field " + column.field() + " has two kinds in the map",
          "give it the same kind in all sources, or two names");
    }
    if (known == null || known.isEmpty()) {
      kinds.put(column.field(), kind);
    }
  }

  private static Dataset<Row> read(SparkSession spark, Path file) {
    if (!Files.isReadable(file)) {
      throw Errors.of(
          ErrorCode.CONFIG_MISSING, "there is no file " + file + " to read", "correct the path");
    }
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    try {
      return name.endsWith(".parquet") || Files.isDirectory(file)
          ? spark.read().parquet(file.toString())
          : spark
              .read()
              .option("header", true)
              .option("multiLine", true)
              .option("escape", "\"")
              .option("ignoreLeadingWhiteSpace", true)
              .option("ignoreTrailingWhiteSpace", true)
              .csv(file.toString());
    } catch (JourneyhouseException e) {
      throw e;
    } catch (Exception e) {
      throw Errors.of(
          ErrorCode.CONFIG_INVALID_VALUE,
          file + " is neither CSV with a header nor Parquet",
          "convert it; the whole error is in the log",
          e);
    }
  }

  private static Dataset<Row> select(
      Dataset<Row> file, Path path, Source source, Optional<String> truth, List<String> fields) {
    Map<String, List<Column>> values = new LinkedHashMap<>();
    for (Mapped column : source.columns()) {
      Column text = text(file, path, column.column());
      if (column.field().equals(MatchMap.FULL_NAME)) {
        values.computeIfAbsent(FieldKind.GIVEN_NAME.word(), f -> new ArrayList<>());
        values.computeIfAbsent(FieldKind.SURNAME.word(), f -> new ArrayList<>());
      } else {
        values
            .computeIfAbsent(column.field(), f -> new ArrayList<>())
            .add(
                column.separator().isEmpty()
                    ? isList(source, column.field()) ? array(text) : text
                    : split(text, Pattern.quote(column.separator())));
      }
    }
    Optional<Column> fullName =
        source.columns().stream()
            .filter(column -> column.field().equals(MatchMap.FULL_NAME))
            .map(column -> text(file, path, column.column()))
            .findFirst();
    Column id = text(file, path, source.id());
    List<Column> selected =
        new ArrayList<>(
            List.of(
                concat(lit(source.name() + ":"), id).as("record_key"),
                lit(source.name()).as("source"),
                id.as("source_id"),
                entity(file, path, source, truth).as("entity")));
    for (String field : fields) {
      selected.add(
          values(values.getOrDefault(field, List.of()), field, source, fullName).as(field));
    }
    return file.select(selected.toArray(Column[]::new));
  }

  private static Column values(
      List<Column> columns, String field, Source source, Optional<Column> fullName) {
    if (isList(source, field)) {
      Column none = array().cast("array<string>");
      return array_compact(
          concat(columns.stream().map(list -> coalesce(list, none)).toArray(Column[]::new)));
    }
    Column one =
        columns.isEmpty()
            ? lit(null).cast("string")
            : nullif(array_join(array(columns.toArray(Column[]::new)), " "), lit(""));
    if (fullName.isPresent() && field.equals(FieldKind.GIVEN_NAME.word())) {
      one = coalesce(one, FullName.givenName(fullName.get()));
    } else if (fullName.isPresent() && field.equals(FieldKind.SURNAME.word())) {
      one = coalesce(one, FullName.surname(fullName.get()));
    }
    return array_compact(array(one));
  }

  /** Whether a record may have several values: of a list, or e-mails, phones and ids. */
  private static boolean isList(Source source, String field) {
    return source.columns().stream()
        .filter(column -> column.field().equals(field))
        .anyMatch(
            column ->
                !column.separator().isEmpty()
                    || column.kind() != null && column.kind().isIdentifier());
  }

  private static Column entity(
      Dataset<Row> file, Path path, Source source, Optional<String> truth) {
    if (truth.isPresent()) {
      return text(file, path, truth.get());
    }
    if (source.truth().isEmpty()) {
      return lit(null).cast("string");
    }
    Truth column = source.truth().get();
    Column text = text(file, path, column.column());
    return column.pattern().isEmpty()
        ? text
        : nullif(regexp_extract(text, column.pattern(), 1), lit(""));
  }

  private static Column text(Dataset<Row> file, Path path, String column) {
    List<String> known = Arrays.stream(file.columns()).map(String::strip).toList();
    int place = known.indexOf(column);
    if (place < 0) {
      throw Errors.of(
          ErrorCode.CONFIG_INVALID_VALUE,
          path + " has no column '" + column + "', which the map names",
          Errors.closest(column, known)
              .map(near -> "did you mean '" + near + "'?")
              .orElse("its columns are: " + String.join(", ", known)));
    }
    Column text = trim(file.col("`" + file.columns()[place] + "`").cast("string"));
    return when(text.notEqual(""), text);
  }

  private static void requireUnique(Dataset<Row> rows) {
    List<Row> wrong =
        rows.groupBy("source", "record_key")
            .count()
            .where(col("count").gt(1).or(col("record_key").isNull()))
            .groupBy("source")
            .count()
            .orderBy("source")
            .collectAsList();
    if (!wrong.isEmpty()) {
      throw Errors.of(
          ErrorCode.CONFIG_INVALID_VALUE,
          wrong.stream()
                  .map(row -> row.getLong(1) + " ids of the source " + row.getString(0))
                  .collect(Collectors.joining(", "))
              + " are missing or name several records; nothing was written",
          "name a column that is different in every record as the source's 'id'");
    }
  }

  private static List<String> sample(Dataset<Row> rows, String field) {
    return rows.select(org.apache.spark.sql.functions.explode(col(field)))
        .limit(SAMPLE)
        .as(Encoders.STRING())
        .collectAsList();
  }

  /** The same rows with {@code source, source_id}, of which a {@code record_key} is made. */
  public static Dataset<Row> withNames(Dataset<Row> rows) {
    return rows.withColumn("source", substring_index(col("record_key"), ":", 1))
        .withColumn("source_id", expr("substring(record_key, length(source) + 2)"));
  }

  /** {@code record_key, entity} of the records whose person is known. */
  public Dataset<Row> truth() {
    return rows.where(col("entity").isNotNull()).select("record_key", "entity");
  }

  /** {@code record_key, entity} from a sample world's truth, {@code record_key,person}. */
  public static Dataset<Row> planted(SparkSession spark, Path file) {
    Dataset<Row> rows = read(spark, file);
    return rows.select(
        text(rows, file, "record_key").as("record_key"), text(rows, file, "person").as("entity"));
  }

  /** {@code record_key, entity} from a file {@code source,source_id,entity}. */
  public static Dataset<Row> pairsOf(SparkSession spark, Path file, String third) {
    Dataset<Row> rows = read(spark, file);
    return rows.select(
        concat(text(rows, file, "source"), lit(":"), text(rows, file, "source_id"))
            .as("record_key"),
        text(rows, file, third).as("entity"));
  }
}
