package io.journeyhouse.jobs.sample;

import static java.util.function.Predicate.not;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What makes it hard to tell who is who, in the world of the demo: as much of it as is told, by its
 * files and its truth, and never less than there was. Milder persons would flatter the matcher.
 */
class PersonDirtTest {
  private static final int COLUMNS = 21;

  @TempDir static Path world;
  private static SampleSummary summary;

  /** Versions of each person's first record, and of each further one: the oldest of it first. */
  private static final Map<String, List<NamedCsvRecord>> FIRST = new HashMap<>();

  private static final Map<String, List<NamedCsvRecord>> FURTHER = new TreeMap<>();
  private static final Map<String, String> PERSONS = new HashMap<>();

  @BeforeAll
  static void readWorld() throws IOException {
    Path out = world.resolve("demo");
    summary =
        SampleWorld.write(
            new SampleOptions(2000, 91, 1, LocalDate.of(2026, 1, 1), out, 2), day -> {});
    read(out.resolve("truth/records.csv"), ',')
        .forEach(row -> PERSONS.put(row.getField("record_key"), row.getField("person")));
    Map<String, List<NamedCsvRecord>> records = new TreeMap<>();
    try (Stream<Path> files = Files.list(out.resolve("crm"))) {
      for (Path file : files.sorted().toList()) {
        for (NamedCsvRecord row : read(file, ';')) {
          String key = "crm:" + row.getField("person_no");
          if (row.getFieldCount() == COLUMNS && PERSONS.containsKey(key)) {
            records.computeIfAbsent(key, k -> new ArrayList<>()).add(row);
          }
        }
      }
    }
    records.forEach(
        (key, rows) -> {
          boolean isFirst = !rows.get(0).getField("topics").isEmpty();
          (isFirst ? FIRST : FURTHER).put(isFirst ? PERSONS.get(key) : key, rows);
        });
  }

  @Test
  void further_records_are_as_counted() {
    assertThat((long) FURTHER.size()).isEqualTo(count("crm,second_record"));
  }

  @Test
  void names_are_misspelt_as_counted() {
    long misspelt =
        FURTHER.entrySet().stream()
            .filter(
                record -> !names(first(record.getKey())).contains(name(record.getValue().get(0))))
            .count();
    // two letters that change places may be the same
    assertThat(misspelt).isCloseTo(count("crm,misspelt_name"), withinPercentage(5));
  }

  @Test
  void unlinked_records_share_no_identifier_with_the_first() {
    long unlinked =
        FURTHER.entrySet().stream()
            .filter(
                record ->
                    identifiers(record.getValue()).stream()
                        .noneMatch(identifiers(first(record.getKey()))::contains))
            .count();
    assertThat(unlinked).isEqualTo(count("crm,unlinked_record"));
  }

  @Test
  void persons_are_as_dirty_as_they_were() {
    Map<String, Double> crm = shares("crm");
    assertThat(crm.get("second_record")).isGreaterThan(0.1);
    assertThat(crm.get("unlinked_record")).isGreaterThan(0.02);
    assertThat(crm.get("misspelt_name")).isGreaterThan(0.1);
    assertThat(crm.get("newer_version")).isGreaterThan(0.1);
    assertThat(crm.get("generic_email")).isGreaterThan(0.005);
    assertThat(crm.get("malformed")).isGreaterThan(0.03);
    assertThat(shares("loyalty").get("misspelt_name")).isGreaterThan(0.03);
  }

  private static Map<String, Double> shares(String source) {
    return summary
        .shares(source)
        .collect(Collectors.toMap(SampleSummary.Share::kind, SampleSummary.Share::ofRows));
  }

  private static long count(String dirt) {
    return summary.dirt().get(dirt);
  }

  private static List<NamedCsvRecord> first(String record) {
    return FIRST.get(PERSONS.get(record));
  }

  private static Set<String> names(List<NamedCsvRecord> rows) {
    return rows.stream().map(PersonDirtTest::name).collect(Collectors.toSet());
  }

  private static String name(NamedCsvRecord row) {
    return row.getField("first_name") + " " + row.getField("last_name");
  }

  /** E-mails, mobiles and logins, however they are written. */
  private static Set<String> identifiers(List<NamedCsvRecord> rows) {
    Set<String> found = new HashSet<>();
    for (NamedCsvRecord row : rows) {
      for (String column : List.of("email", "email2", "login")) {
        found.add(row.getField(column).strip().toLowerCase(Locale.ROOT));
      }
      found.add(row.getField("mobile").replaceAll("\\D", "").replaceFirst("^(0049|49|0)", ""));
    }
    return found.stream().filter(not(String::isEmpty)).collect(Collectors.toSet());
  }

  private static List<NamedCsvRecord> read(Path file, char separator) throws IOException {
    try (CsvReader<NamedCsvRecord> rows =
        CsvReader.builder()
            .fieldSeparator(separator)
            .allowMissingFields(true)
            .allowExtraFields(true)
            .ofNamedCsvRecord(file)) {
      return rows.stream().toList();
    }
  }
}
