package io.journeyhouse.jobs.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.journeyhouse.common.error.JourneyhouseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the sample world promises, read back from its files without the code that wrote them. */
class SampleWorldTest {
  private static final LocalDate START = LocalDate.of(2026, 3, 24);
  private static final int CUSTOMERS = 300;
  private static final int DAYS = 10;
  private static final long SEED = 12;

  @TempDir static Path folder;
  private static Path world;
  private static SampleSummary summary;

  @BeforeAll
  static void writeWorld() {
    world = folder.resolve("world");
    summary = write(world, SEED, 2);
  }

  private static SampleSummary write(Path out, long seed, int threads) {
    return SampleWorld.write(
        new SampleOptions(CUSTOMERS, DAYS, seed, START, out, threads), day -> {});
  }

  @Test
  void same_bytes_at_any_number_of_threads() throws Exception {
    Map<String, String> expected = hashes(world);
    for (int threads : new int[] {1, 5}) {
      Path again = folder.resolve("threads-" + threads);
      write(again, SEED, threads);
      assertThat(hashes(again)).isEqualTo(expected);
    }
    Path other = folder.resolve("other-seed");
    write(other, SEED + 1, 2);
    assertThat(hashes(other).get("truth/stages.csv"))
        .isNotEqualTo(expected.get("truth/stages.csv"));
  }

  @Test
  void every_source_of_the_default_workspace_has_files() {
    assertThat(summary.rows().keySet())
        .containsExactlyInAnyOrder(
            "ads",
            "campaigns",
            "catalog",
            "consents",
            "crm",
            "loyalty",
            "store",
            "store_lines",
            "support",
            "surveys",
            "web");
    assertThat(summary.rows().values()).allMatch(rows -> rows > 0);
  }

  @Test
  void dirt_file_says_what_the_summary_says() {
    Map<String, Long> inFile = new TreeMap<>();
    for (NamedCsvRecord row : truth("dirt")) {
      inFile.put(
          row.getField("source") + "," + row.getField("kind"), Long.valueOf(row.getField("count")));
    }
    assertThat(inFile).isEqualTo(summary.dirt());
  }

  @Test
  void rows_and_exact_duplicates_are_as_counted() {
    assertThat(duplicates("web", "events")).isEqualTo(dirt("web", "duplicate"));
    assertThat(duplicates("crm", "persons")).isEqualTo(dirt("crm", "duplicate"));
    assertThat(duplicates("store", "receipts")).isEqualTo(dirt("store", "duplicate"));
    assertThat(duplicates("store", "lines")).isEqualTo(dirt("store_lines", "duplicate"));
    assertThat(duplicates("campaigns", "contacts")).isEqualTo(dirt("campaigns", "duplicate"));
    assertThat((long) rows("web", "events", "").size()).isEqualTo(summary.rows().get("web"));
    assertThat((long) rows("store", "lines", "").size())
        .isEqualTo(summary.rows().get("store_lines"));
  }

  @Test
  void malformed_lines_are_as_counted() {
    long brokenJson = rows("web", "events", "").stream().filter(l -> !l.endsWith("}")).count();
    assertThat(brokenJson).isEqualTo(dirt("web", "malformed"));
    // a field of a receipt holds no comma, so fields can be counted by them
    long wrongFields =
        files("store", "receipts", "").stream()
            .mapToLong(
                file -> {
                  List<String> lines = lines(file);
                  int fields = fields(lines.get(0));
                  return lines.stream().filter(line -> fields(line) != fields).count();
                })
            .sum();
    assertThat(wrongFields).isEqualTo(dirt("store", "malformed"));
  }

  @Test
  void values_of_the_wrong_type_are_as_counted() {
    assertThat(rows("store", "lines", "").stream().filter(line -> line.contains(",x,")).count())
        .isEqualTo(dirt("store_lines", "bad_type"));
    assertThat(rows("ads", "spend", "").stream().filter(line -> line.contains(",n/a,")).count())
        .isEqualTo(dirt("ads", "bad_type"));
    assertThat(events("").stream().filter(line -> line.contains("\"yesterday\"")).count())
        .isEqualTo(dirt("web", "bad_type"));
  }

  @Test
  void bots_and_new_columns_are_as_counted() {
    Set<String> events = new HashSet<>(events(""));
    Pattern bot = Pattern.compile("\"ua\":\"[^\"]*(bot|Bot)[^\"]*\"");
    assertThat(events.stream().filter(line -> bot.matcher(line).find()).count())
        .isEqualTo(dirt("web", "bot"));
    assertThat(events.stream().filter(line -> line.contains("\"scroll\":")).count())
        .isEqualTo(dirt("web", "new_column"))
        .isPositive();
    assertThat(lines(world.resolve("web/events-" + START + ".jsonl.gz")))
        .noneMatch(line -> line.contains("\"scroll\":"));
    assertThat(lines(world.resolve("store/receipts-" + START + ".csv")).get(0))
        .doesNotContain("payment");
    assertThat(lines(world.resolve("store/receipts-" + START.plusDays(1) + ".csv")).get(0))
        .endsWith(",payment");
  }

  @Test
  void late_files_hold_older_rows_that_no_other_file_holds() {
    Set<String> onTime = new HashSet<>();
    files("web", "events", "").stream()
        .filter(file -> !isLate(file))
        .forEach(file -> onTime.addAll(lines(file)));
    Set<String> late = new HashSet<>(rows("web", "events", "-late"));
    late.removeAll(onTime);
    assertThat((long) late.size()).isEqualTo(dirt("web", "late")).isPositive();
    for (Path file : files("web", "events", "-late")) {
      assertThat(lines(file)).allMatch(line -> !day(line).isAfter(date(file).minusDays(2)));
    }
  }

  @Test
  void events_out_of_order_are_as_counted() {
    long behind = 0;
    long otherDay = 0;
    Set<String> seen = new HashSet<>();
    for (Path file : files("web", "events", "")) {
      Instant latest = Instant.MIN;
      for (String line : lines(file)) {
        if (!line.endsWith("}") || line.contains("yesterday") || !seen.add(line)) {
          continue;
        }
        Instant at = Instant.parse(field(line, "ts"));
        behind += !isLate(file) && at.isBefore(latest) ? 1 : 0;
        latest = at.isAfter(latest) ? at : latest;
        LocalDate fileDay = isLate(file) ? date(file).minusDays(2) : date(file);
        otherDay += day(line).equals(fileDay) ? 0 : 1;
      }
    }
    assertThat(behind).isEqualTo(dirt("web", "out_of_order"));
    assertThat(otherDay).isEqualTo(dirt("web", "out_of_order_day"));
  }

  @Test
  void newer_versions_are_as_counted() {
    Map<String, Set<String>> versions = new HashMap<>();
    Set<String> lines = new HashSet<>(rows("crm", "persons", ""));
    lines.removeIf(line -> fields(line.replace(';', ',')) != 21);
    lines.forEach(
        line -> versions.computeIfAbsent(line.split(";")[0], key -> new HashSet<>()).add(line));
    assertThat(versions.values().stream().mapToLong(all -> all.size() - 1L).sum())
        .isEqualTo(dirt("crm", "newer_version"))
        .isPositive();
    assertThat(
            lines.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).contains("info@company.example"))
                .count())
        .isEqualTo(dirt("crm", "generic_email"))
        .isGreaterThan(5);
  }

  @Test
  void every_true_record_order_device_and_login_exists() {
    Set<String> records = new HashSet<>();
    rows("crm", "persons", "").forEach(line -> records.add("crm:" + line.split(";")[0]));
    rows("loyalty", "cards", "").forEach(line -> records.add("loyalty:" + line.split(",")[0]));
    assertThat(column("records", "record_key")).hasSameSizeAs(records).isEqualTo(records);
    Set<String> receipts =
        rows("store", "receipts", "").stream()
            .map(line -> line.split(",")[0])
            .collect(Collectors.toSet());
    assertThat(column("orders", "receipt_no")).isEqualTo(receipts);
    String events = String.join("\n", events(""));
    assertThat(column("devices", "device")).allMatch(id -> events.contains("\"" + id + "\""));
    String other = String.join("\n", rows("crm", "persons", ""));
    String support = String.join("\n", rows("support", "interactions", ""));
    assertThat(column("logins", "login"))
        .allMatch(id -> events.contains(id) || other.contains(id) || support.contains(id));
    long shared =
        truth("devices").stream().filter(row -> row.getField("person").equals("shared")).count();
    assertThat(shared).isEqualTo(dirt("web", "shared_device")).isPositive();
  }

  @Test
  void purchases_of_the_shop_are_its_receipts() {
    Map<String, String> bought = new HashMap<>();
    for (String line : events("")) {
      if (line.contains("\"type\":\"purchase\"")) {
        bought.put(field(line, "order_no"), field(line, "ts"));
      }
    }
    Map<String, String> sold = new HashMap<>();
    for (String line : rows("store", "receipts", "")) {
      String[] fields = line.split(",", -1);
      if (fields.length >= 15 && fields[0].startsWith("W")) {
        sold.put(
            fields[0],
            LocalDateTime.parse(fields[2].replace(' ', 'T'))
                .atZone(Days.ZONE)
                .toInstant()
                .toString());
      }
    }
    assertThat(bought).isNotEmpty();
    bought.replaceAll((order, at) -> Instant.parse(at).toString());
    assertThat(bought).isEqualTo(sold);
  }

  @Test
  void nets_of_lines_sum_to_their_receipts() {
    Map<String, BigDecimal> byLines = new TreeMap<>();
    for (String line : new HashSet<>(rows("store", "lines", ""))) {
      String[] fields = line.split(",", -1);
      if (fields.length == 7 && !fields[4].equals("x")) {
        byLines.merge(fields[0], new BigDecimal(fields[6]), BigDecimal::add);
      }
    }
    Map<String, BigDecimal> receipts = new TreeMap<>();
    for (Path file : files("store", "receipts", "")) {
      int width = fields(lines(file).get(0));
      for (String line : lines(file)) {
        String[] fields = line.split(",", -1);
        if (fields.length == width && !fields[0].equals("receipt_no")) {
          receipts.put(fields[0], new BigDecimal(fields[9]));
        }
      }
    }
    assertThat(byLines).isEqualTo(receipts);
    assertThat(receipts.values()).anyMatch(net -> net.signum() < 0);
  }

  @Test
  void refuses_a_folder_that_holds_a_world() {
    assertThatThrownBy(() -> write(world, SEED, 1))
        .isInstanceOf(JourneyhouseException.class)
        .hasMessageContaining("already");
    assertThatThrownBy(
            () ->
                SampleWorld.write(
                    new SampleOptions(0, 1, 1, START, folder.resolve("none"), 1), day -> {}))
        .isInstanceOf(JourneyhouseException.class)
        .hasMessageContaining("--customers");
  }

  private static long dirt(String source, String kind) {
    return summary.dirt().getOrDefault(source + "," + kind, 0L);
  }

  private static long duplicates(String source, String stem) {
    List<String> rows = rows(source, stem, "");
    return rows.size() - (long) new HashSet<>(rows).size();
  }

  private static List<String> events(String part) {
    List<String> events = new ArrayList<>(rows("web", "events", part));
    events.removeIf(line -> !line.endsWith("}"));
    return events;
  }

  /** All rows of a source's files, without the headers. */
  private static List<String> rows(String source, String stem, String part) {
    List<String> rows = new ArrayList<>();
    for (Path file : files(source, stem, part)) {
      List<String> lines = lines(file);
      rows.addAll(file.toString().contains(".csv") ? lines.subList(1, lines.size()) : lines);
    }
    return rows;
  }

  private static List<Path> files(String source, String stem, String part) {
    try (Stream<Path> files = Files.list(world.resolve(source))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(stem))
          .filter(file -> file.toString().contains(part))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(Path file) {
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<NamedCsvRecord> truth(String name) {
    try (CsvReader<NamedCsvRecord> rows =
        CsvReader.builder().ofNamedCsvRecord(world.resolve("truth/" + name + ".csv"))) {
      return rows.stream().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> column(String truth, String column) {
    return truth(truth).stream().map(row -> row.getField(column)).collect(Collectors.toSet());
  }

  private static boolean isLate(Path file) {
    return file.toString().contains("-late");
  }

  private static LocalDate date(Path file) {
    Matcher date = Pattern.compile("\\d{4}-\\d\\d-\\d\\d").matcher(file.getFileName().toString());
    assertThat(date.find()).isTrue();
    return LocalDate.parse(date.group());
  }

  private static LocalDate day(String event) {
    return LocalDate.ofInstant(Instant.parse(field(event, "ts")), Days.ZONE);
  }

  private static String field(String event, String key) {
    Matcher value = Pattern.compile("\"" + key + "\":\"([^\"]*)\"").matcher(event);
    assertThat(value.find()).isTrue();
    return value.group(1);
  }

  private static int fields(String line) {
    return line.split(",", -1).length;
  }

  private static Map<String, String> hashes(Path root) throws Exception {
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        hashes.put(root.relativize(file).toString(), HexFormat.of().formatHex(hash));
      }
    }
    return hashes;
  }
}
