package io.journeyhouse.jobs.matching.files;

import io.journeyhouse.common.config.YamlMap;
import io.journeyhouse.common.config.YamlNode;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.jobs.matching.FieldKind;
import io.journeyhouse.jobs.matching.Matching;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the columns of files of records hold.
 *
 * @param sources in the order of the map
 */
public record MatchMap(List<Source> sources) {
  /** A whole name in one column, which is taken apart. */
  static final String FULL_NAME = "full_name";

  private static final Set<FieldKind> OF_OTHER_COLUMNS =
      Set.of(FieldKind.CODE, FieldKind.CATEGORY, FieldKind.TEXT, FieldKind.SET, FieldKind.PLACE);

  /**
   * One source.
   *
   * @param files a pattern of the file names that are of this source
   * @param id the column that names a record
   * @param truth the column that names the person, never compared
   */
  public record Source(
      String name, String files, String id, Optional<Truth> truth, List<Mapped> columns) {}

  /**
   * Who a record is of.
   *
   * @param pattern whose first group is the person, of the column's text; all of it if empty
   */
  public record Truth(String column, String pattern) {}

  /**
   * A column that is compared.
   *
   * @param kind null where it is to be found from what the column holds
   * @param separator between several values; empty for one
   */
  public record Mapped(String column, String field, @Nullable FieldKind kind, String separator) {}

  /** Reads a map. */
  public static MatchMap read(Path file) {
    YamlMap map = YamlNode.read(file, file.toString()).map().noOtherKeys("sources");
    List<Source> sources = new ArrayList<>();
    Set<String> names = new TreeSet<>();
    Set<String> fields = new TreeSet<>();
    for (YamlNode node : map.list("sources")) {
      Source source = source(node.map());
      if (!names.add(source.name())) {
        throw node.invalid("is the second one named " + source.name(), "give each its own name");
      }
      sources.add(source);
      source.columns().forEach(column -> fields.addAll(fieldsOf(column)));
      if (fields.size() > Matching.MOST_FIELDS) {
        throw node.invalid(
            "makes it more than " + Matching.MOST_FIELDS + " fields that are compared",
            "leave out the columns that say least of a person");
      }
    }
    if (sources.isEmpty()) {
      throw map.get("sources").invalid("is empty", "describe at least one source");
    }
    return new MatchMap(List.copyOf(sources));
  }

  /**
   * The source of each file, in the order of the files. Throws where a file cannot be read or fits
   * no source, or several.
   */
  public Map<Path, Source> sourcesOf(List<Path> files) {
    Map<Path, Source> sourcesOf = new LinkedHashMap<>();
    for (Path file : files) {
      if (!Files.isReadable(file)) {
        throw Errors.of(
            ErrorCode.CONFIG_MISSING, "there is no file " + file + " to read", "correct the path");
      }
      List<Source> fitting =
          sources.stream()
              .filter(
                  source ->
                      FileSystems.getDefault()
                          .getPathMatcher("glob:" + source.files())
                          .matches(file.getFileName()))
              .toList();
      if (fitting.size() != 1) {
        throw Errors.of(
            ErrorCode.CONFIG_INVALID_VALUE,
            file
                + (fitting.isEmpty()
                    ? " fits no source of the map"
                    : " fits more than one source of the map"),
            "let 'files' of exactly one source fit the file's name; they are "
                + sources.stream().map(Source::files).collect(Collectors.joining(", ")));
      }
      sourcesOf.put(file, fitting.get(0));
    }
    return sourcesOf;
  }

  private static List<String> fieldsOf(Mapped column) {
    return column.field().equals(FULL_NAME)
        ? List.of(FieldKind.GIVEN_NAME.word(), FieldKind.SURNAME.word())
        : List.of(column.field());
  }

  private static Source source(YamlMap map) {
    map.noOtherKeys("name", "files", "id", "truth", "columns");
    List<Mapped> columns = new ArrayList<>();
    YamlMap mapped = map.map("columns");
    for (String column : mapped.keys()) {
      columns.add(mapped(column, mapped.get(column)));
    }
    if (columns.isEmpty()) {
      throw map.get("columns").invalid("is empty", "name what at least one column holds");
    }
    String name = map.requireString("name");
    if (name.contains(":")) {
      throw map.get("name")
          .invalid("holds a colon, which ends a source's name in a result", "leave it out");
    }
    return new Source(
        name,
        files(map),
        map.requireString("id"),
        map.find("truth").map(MatchMap::truth),
        List.copyOf(columns));
  }

  private static String files(YamlMap map) {
    String pattern = map.string("files", "*");
    try {
      FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    } catch (PatternSyntaxException e) {
      throw map.get("files")
          .invalid(
              "is no pattern of file names: " + e.getDescription(), "write it as in 'crm*.csv'");
    }
    return pattern;
  }

  private static Truth truth(YamlNode node) {
    if (!node.isMap()) {
      return new Truth(node.string(), "");
    }
    YamlMap map = node.map().noOtherKeys("column", "pattern");
    String pattern = map.requireString("pattern");
    try {
      if (Pattern.compile(pattern).matcher("").groupCount() != 1) {
        throw map.get("pattern").invalid("has not one group", "put what names the person in (...)");
      }
    } catch (PatternSyntaxException e) {
      throw map.get("pattern")
          .invalid("is no regular expression: " + e.getDescription(), "mend it");
    }
    return new Truth(map.requireString("column"), pattern);
  }

  /** What a column holds: a word for it, or {@code field} and {@code kind}. */
  public static Mapped mapped(String column, YamlNode node) {
    if (!node.isMap()) {
      String word = node.string();
      if (word.equals(FULL_NAME)) {
        return new Mapped(column, FULL_NAME, null, "");
      }
      return new Mapped(column, word, canonical(node, word), "");
    }
    YamlMap map = node.map().noOtherKeys("field", "kind", "separator");
    String field = map.requireString("field");
    boolean isCanonical =
        field.equals(FULL_NAME)
            || Arrays.stream(FieldKind.values()).anyMatch(kind -> kind.word().equals(field));
    if (isCanonical && (map.has("kind") || field.equals(FULL_NAME))) {
      throw map.get("field")
          .invalid(
              field + " says what the column holds, so it takes no kind",
              "write only '" + column + ": " + field + "', or give the field a name of its own");
    }
    FieldKind kind = map.has("kind") ? kind(map.get("kind")) : null;
    return new Mapped(
        column,
        field,
        isCanonical ? canonical(map.get("field"), field) : kind,
        map.string("separator", ""));
  }

  private static FieldKind canonical(YamlNode node, String word) {
    List<String> known = new ArrayList<>(List.of(FULL_NAME));
    for (FieldKind kind : FieldKind.values()) {
      if (!OF_OTHER_COLUMNS.contains(kind)) {
        known.add(kind.word());
        if (kind.word().equals(word)) {
          return kind;
        }
      }
    }
    throw node.invalid(
        "is '" + word + "', which no column is known to hold",
        Errors.closest(word, known)
            .map(near -> "did you mean '" + near + "'?")
            .orElse(
                "use one of "
                    + String.join(", ", known)
                    + ", or {field: NAME, kind: code|category|text|set|place}"));
  }

  private static FieldKind kind(YamlNode node) {
    List<String> words = OF_OTHER_COLUMNS.stream().map(FieldKind::word).sorted().toList();
    String word = node.oneOf(words);
    return OF_OTHER_COLUMNS.stream().filter(k -> k.word().equals(word)).findFirst().orElseThrow();
  }
}
