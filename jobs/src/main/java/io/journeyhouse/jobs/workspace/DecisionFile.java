package io.journeyhouse.jobs.workspace;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.error.JourneyhouseException;
import io.journeyhouse.common.keys.Hashes;
import io.journeyhouse.common.text.CardNumber;
import io.journeyhouse.common.text.EmailAddress;
import io.journeyhouse.common.text.PhoneNumber;
import io.journeyhouse.jobs.matching.LinkPath;
import io.journeyhouse.jobs.matching.LinkPath.Link;
import io.journeyhouse.jobs.workspace.Decision.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads and checks what stewards decided. Messages name lines, never what stands in them. */
final class DecisionFile {
  static final String NAME = "identity/decisions.csv";
  private static final List<String> COLUMNS =
      List.of("action", "left", "right", "by", "at", "reason");
  private static final List<String> TYPES = List.of("email", "phone", "loyalty", "login", "device");
  private static final String HASH = "[0-9a-f]{64}";

  private final Collection<String> sources;
  private final String country;

  /**
   * @param sources names of the configured sources
   * @param country where phone numbers without an international prefix are
   */
  DecisionFile(Collection<String> sources, String country) {
    this.sources = sources;
    this.country = country;
  }

  /** The decisions in the order of their lines; none where there is no file. */
  List<Decision> read(Path dir) {
    Path file = dir.resolve(NAME);
    if (!Files.exists(file)) {
      return List.of();
    }
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw Errors.of(
          ErrorCode.CONFIG_MISSING,
          NAME + ":1: the file cannot be read (" + e.getClass().getSimpleName() + ")",
          "make it a readable UTF-8 file",
          e);
    }
    List<Decision> decisions = parse(text);
    checkContradictions(decisions);
    return decisions;
  }

  private List<Decision> parse(String text) {
    List<Decision> decisions = new ArrayList<>();
    long line = 1;
    try (CsvReader<CsvRecord> lines =
        CsvReader.builder()
            .commentStrategy(CommentStrategy.SKIP)
            .allowUnclosedQuote(false)
            .allowMissingFields(true)
            .allowExtraFields(true)
            .ofCsvRecord(text.startsWith("\uFEFF") ? text.substring(1) : text)) {
      Iterator<CsvRecord> rows = lines.iterator();
      boolean isHeader = true;
      while (rows.hasNext()) {
        CsvRecord row = rows.next();
        line = row.getStartingLineNumber();
        if (isHeader) {
          checkHeader(row.getFields(), line);
          isHeader = false;
        } else {
          decisions.add(decision(row.getFields().stream().map(String::strip).toList(), line));
        }
        line++;
      }
      if (isHeader) {
        throw syntax(1, "has no header", null);
      }
    } catch (CsvParseException e) {
      throw syntax(line, "is no CSV from here on, or in the lines that a quote holds together", e);
    } catch (IOException e) {
      throw syntax(line, "cannot be read", e);
    }
    return List.copyOf(decisions);
  }

  private static void checkHeader(List<String> header, long line) {
    if (!header.stream().map(String::strip).toList().equals(COLUMNS)) {
      throw syntax(line, "the first line is not the header", null);
    }
  }

  private Decision decision(List<String> fields, long line) {
    if (fields.size() != COLUMNS.size()) {
      throw syntax(line, "has " + fields.size() + " fields instead of " + COLUMNS.size(), null);
    }
    Action action = action(fields.get(0), line);
    LocalDate at;
    try {
      at = LocalDate.parse(fields.get(4));
    } catch (DateTimeException e) {
      throw invalid(line, "at is no date", "write it as 2026-03-02");
    }
    if (fields.get(3).isEmpty()) {
      throw invalid(line, "by is empty", "write who decided");
    }
    String left = fields.get(1);
    String right = fields.get(2);
    if (action == Action.BLOCK_VALUE) {
      if (!right.isEmpty()) {
        throw invalid(line, "right is not empty", "a value is blocked with left alone");
      }
      left = value(left, line);
    } else {
      checkRecord("left", left, line);
      checkRecord("right", right, line);
      if (left.equals(right)) {
        throw invalid(line, "left and right are the same record", "name two records");
      }
    }
    boolean isInOrder = action == Action.BLOCK_VALUE || left.compareTo(right) < 0;
    return new Decision(
        action,
        isInOrder ? left : right,
        isInOrder ? right : left,
        fields.get(3),
        at,
        fields.get(5),
        NAME + ":" + line);
  }

  private static Action action(String word, long line) {
    List<String> words = Arrays.stream(Action.values()).map(Action::word).toList();
    int place = words.indexOf(word);
    if (place < 0) {
      throw invalid(
          line,
          "action is '" + word + "'",
          Errors.closest(word, words)
              .map(near -> "did you mean '" + near + "'?")
              .orElse("use one of: " + String.join(", ", words)));
    }
    return Action.values()[place];
  }

  private void checkRecord(String column, String key, long line) {
    int colon = key.indexOf(':');
    if (colon < 1 || colon == key.length() - 1) {
      throw invalid(line, column + " is no record_key", "write it as source:id, as in crm:17");
    }
    String source = key.substring(0, colon);
    if (!sources.contains(source)) {
      throw invalid(
          line,
          column + " is of the source '" + source + "', which is not configured",
          Errors.closest(source, sources)
              .map(near -> "did you mean '" + near + "'?")
              .orElse("use one of: " + String.join(", ", sources.stream().sorted().toList())));
    }
  }

  private String value(String text, long line) {
    int colon = text.indexOf(':');
    String type = colon < 0 ? "" : text.substring(0, colon);
    if (!TYPES.contains(type)) {
      throw invalid(
          line,
          "left is no value of a type",
          "write it as type:value; the types are " + String.join(", ", TYPES));
    }
    String raw = text.substring(colon + 1).strip();
    String hash = raw.toLowerCase(Locale.ROOT);
    if (hash.matches(HASH)) {
      return type + ":" + hash;
    }
    String value = normalised(type, raw);
    if (value == null) {
      throw invalid(
          line,
          "left is no " + type + " that a record could state",
          "write it as the source does, or as its hash in gold.bdg_customer_identifier");
    }
    return type + ":" + Hashes.sha256(type + ":" + value);
  }

  private @Nullable String normalised(String type, String raw) {
    return switch (type) {
      case "email" -> EmailAddress.normalise(raw);
      case "phone" -> PhoneNumber.normalise(raw, country);
      case "loyalty" -> CardNumber.normalise(raw);
      default -> raw.isEmpty() ? null : raw;
    };
  }

  /** A split of records that merges hold together, directly or by way of others. */
  private static void checkContradictions(List<Decision> decisions) {
    List<Link> merges =
        decisions.stream()
            .filter(decision -> decision.action() == Action.MERGE)
            .map(merge -> new Link(merge.left(), merge.right(), merge.where(), 0))
            .toList();
    List<String> contradictions =
        decisions.stream()
            .filter(decision -> decision.action() == Action.SPLIT)
            .map(split -> contradiction(split, merges))
            .filter(Objects::nonNull)
            .toList();
    if (!contradictions.isEmpty()) {
      throw Errors.of(
          ErrorCode.CONFIG_INVALID_VALUE,
          String.join("\n", contradictions),
          "delete the lines that are no longer meant");
    }
  }

  private static @Nullable String contradiction(Decision split, List<Link> merges) {
    List<Link> path = LinkPath.between(merges, split.left(), split.right());
    return path.isEmpty()
        ? null
        : split.where()
            + ": splits what is merged by "
            + path.stream().map(Link::why).collect(Collectors.joining(", "));
  }

  private static JourneyhouseException invalid(long line, String problem, String mend) {
    return Errors.invalidValue(NAME + ":" + line, problem, mend);
  }

  private static JourneyhouseException syntax(
      long line, String problem, @Nullable Exception cause) {
    return Errors.of(
        ErrorCode.CONFIG_SYNTAX,
        NAME + ":" + line + ": " + problem,
        "the columns are " + String.join(",", COLUMNS) + "; quote a field that holds a comma",
        cause);
  }
}
