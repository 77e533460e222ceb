package io.journeyhouse.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.JourneyhouseException;
import io.journeyhouse.common.run.TableResult;
import io.journeyhouse.common.run.TableResult.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedSpark.class)
class LandingTest {
  private static final String WEB =
      """
      source: web
      kind: clickstream
      format: json
      path: data/events-{date}*.jsonl%s
      columns:
        event_id: id
        event_type: type
        event_at: ts
        items: "from_json(basket, 'array<struct<sku:string>>')"
      identifiers:
        login: Login
      """;
  private static final String STORE =
      """
      source: store
      kind: pos
      format: csv
      csv: {delimiter: ";"}
      path: data/receipts-{date}.csv
      columns:
        order_id: receipt_no
        ordered_at: rung_at
        net: "`Net Sum`"
        promo_code: voucher
      """;
  private static final String RECEIPTS = "receipt_no;rung_at;Net Sum;voucher\n";

  @TempDir private Path folder;
  private LandingWorld world;

  @BeforeEach
  void open(SparkSession spark) throws IOException {
    world = new LandingWorld(spark, folder);
  }

  private void isRefused(String date, ErrorCode code) {
    assertThatThrownBy(() -> world.run(date))
        .isInstanceOfSatisfying(
            JourneyhouseException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e).hasMessageContaining("for " + date + ", due 2026-03-02T06:00+01:00");
            });
  }

  @Test
  void waitsForADeliveryAndGivesUp() throws IOException {
    world.source("store", STORE + "expected-by: \"06:00\"\ngive-up-after: PT2H\n");
    world.write("data/receipts-2026-02-27.csv", RECEIPTS + "r0;2026-02-27 10:00:00;1.00;\n");
    world.at("2026-03-02T04:59:00Z");
    isRefused("2026-03-01", ErrorCode.SOURCE_WAITING);
    world.at("2026-03-02T06:59:00Z");
    isRefused("2026-03-01", ErrorCode.SOURCE_WAITING);
    world.at("2026-03-02T07:00:00Z");
    isRefused("2026-03-01", ErrorCode.SOURCE_MISSING);

    world.write("data/receipts-2026-03-01.csv", RECEIPTS + "r1;2026-03-01 10:00:00;1.00;\n");
    assertThat(world.run("2026-03-01").rowsOut()).isEqualTo(2);
  }

  @Test
  void goesOnWithoutADeliveryOrStopsOnceItIsDue() throws IOException {
    world.write("data/receipts-2026-02-27.csv", RECEIPTS + "r0;2026-02-27 10:00:00;1.00;\n");
    world.source("store", STORE + "expected-by: \"06:00\"\non-missing: stop\n");
    world.at("2026-03-02T04:59:00Z");
    isRefused("2026-03-01", ErrorCode.SOURCE_WAITING);
    world.at("2026-03-02T05:00:00Z");
    isRefused("2026-03-01", ErrorCode.SOURCE_MISSING);

    world.source("store", STORE + "expected-by: \"06:00\"\non-missing: warn\n");
    world.at("2026-03-02T04:59:00Z");
    isRefused("2026-03-01", ErrorCode.SOURCE_WAITING);
    world.at("2026-03-02T05:00:00Z");
    TableResult result = world.run("2026-03-01");
    assertThat(result.rowsOut()).isEqualTo(1);
    assertThat(result.notes()).anyMatch(note -> note.contains("due 2026-03-02T06:00+01:00"));
  }

  @Test
  void aFileWithoutADateIsMissingUntilThereIsANewOne() throws IOException {
    world.source(
        "store", STORE.replace("receipts-{date}", "receipts-*") + "expected-by: \"06:00\"\n");
    world.at("2026-03-02T04:00:00Z");
    isRefused("2026-03-01", ErrorCode.SOURCE_WAITING);
    world.write("data/receipts-a.csv", RECEIPTS + "r0;2026-02-27 10:00:00;1.00;\n");
    assertThat(world.run("2026-03-01").rowsOut()).isEqualTo(1);
    world.at("2026-03-03T04:00:00Z");
    assertThatThrownBy(() -> world.run("2026-03-02"))
        .hasMessageContaining("due 2026-03-03T06:00+01:00");
  }

  @Test
  void readsJsonLines() throws IOException {
    world.source("web", WEB.formatted(""));
    world.write(
        "data/events-2026-03-01.jsonl",
        """
        {"id":"e1","type":"page_view","ts":"2026-03-01T10:00:00Z","basket":[{"sku": "a"}],"login":"u1"}

        {"id":"e2","type":"video","ts":12.50,"seen":{"part":[1, 2]},"muted":true,"Login":null}
        {"login":"u1","ts":"2026-03-01T10:00:00Z","type":"page_view","id":"e1","basket":[{"sku": "a"}]}
        {"id":"e3","type":
        ["e4"]
        {"id":"e5"} {"id":"e6"}
        """);
    TableResult result = world.run("2026-03-01");
    assertThat(result.status()).isEqualTo(Status.WRITTEN);
    assertThat(result.rowsOut()).isEqualTo(6);
    assertThat(result.notes()).contains("1 file", "3 malformed lines");

    List<Row> rows = world.rows("_line", "id", "type", "ts", "basket", "Login", "_rest['seen']");
    assertThat(rows.get(0).mkString("|"))
        .isEqualTo("1|e1|page_view|2026-03-01T10:00:00Z|[{\"sku\": \"a\"}]|u1|null");
    assertThat(rows.get(1).mkString("|")).isEqualTo("3|e2|video|12.50|null|null|{\"part\":[1, 2]}");
    assertThat(world.rows("_line", "_malformed").stream().map(Row::toString))
        .contains(
            "[5,the line is no valid JSON]",
            "[6,the line is no JSON object]",
            "[7,the line goes on after its JSON object]");
    List<Row> hashes = world.rows("_line", "_row_hash", "_row_key");
    assertThat(hashes.get(0).getString(1)).isEqualTo(hashes.get(2).getString(1)).hasSize(32);
    assertThat(hashes.stream().map(row -> row.getString(2)).distinct()).hasSize(6);
    assertThat(
            world.rows("_source_file", "_run_id", "cast(_window_end as string)", "_rest['muted']"))
        .contains(
            org.apache.spark.sql.RowFactory.create(
                "data/events-2026-03-01.jsonl",
                "2026-02-28T23:00:00Z/2026-03-01T23:00:00Z#1",
                "2026-03-01 23:00:00",
                "true"));
  }

  @Test
  void readsCsv() throws IOException {
    world.source("store", STORE);
    world.write(
        "data/receipts-2026-03-01.csv",
        "\uFEFF"
            + RECEIPTS
            + "r1;2026-03-01 10:00:00;1,50;\n"
            + "r2;\"2026-03-01\n10:01:00\";\"a \"\"b\"\"\";x\n"
            + "r3;only two\n"
            + "r4;2026-03-01 10:02:00;2,50;y\n");
    assertThat(world.run("2026-03-01").rowsOut()).isEqualTo(4);
    assertThat(
            world
                .rows("_line", "receipt_no", "rung_at", "`Net Sum`", "voucher", "_malformed")
                .stream()
                .map(row -> row.mkString("|")))
        .containsExactly(
            "2|r1|2026-03-01 10:00:00|1,50|null|null",
            "3|r2|2026-03-01\n10:01:00|a \"b\"|x|null",
            "5|null|null|null|null|the line has 2 fields, the header has 4",
            "6|r4|2026-03-01 10:02:00|2,50|y|null");
  }

  @Test
  void loadsEachFileOnceAlsoLateOnesAndNoneOfTheFuture() throws IOException {
    world.source("store", STORE);
    world.write("data/receipts-2026-03-02.csv", RECEIPTS + "r2;t;1;\n");
    world.write("data/receipts-2026-03-04.csv", RECEIPTS + "r4;t;1;\n");
    world.write("data/receipts-2026-13-45.csv", RECEIPTS + "r5;t;1;\n");
    TableResult first = world.run("2026-03-02");
    assertThat(first.rowsOut()).isEqualTo(1);
    assertThat(first.notes())
        .contains("data/receipts-2026-13-45.csv is not loaded: the date in its name is none");
    TableResult unchanged = world.run("2026-03-03");
    assertThat(unchanged.status()).isEqualTo(Status.UNCHANGED);
    assertThat(unchanged.rowsOut()).isZero();

    world.write("data/receipts-2026-03-01.csv", RECEIPTS + "r1;t;1;\n");
    world.log().flush();
    assertThat(world.run("2026-03-04").rowsOut()).isEqualTo(2);
    assertThat(world.rows("receipt_no")).extracting(row -> row.getString(0)).hasSize(3);
    assertThat(world.landed())
        .extracting(row -> row.getString(0), row -> row.getLong(1))
        .containsExactly(
            tuple("data/receipts-2026-03-01.csv", 1L),
            tuple("data/receipts-2026-03-02.csv", 1L),
            tuple("data/receipts-2026-03-04.csv", 1L));
  }

  @Test
  void aForcedRunLoadsOnlyWhatIsNew() throws IOException {
    world.source("store", STORE);
    world.write("data/receipts-2026-03-01.csv", RECEIPTS + "r1;t;1;\n");
    world.run("2026-03-01");
    assertThat(world.run("2026-03-01", 2).status()).isEqualTo(Status.UNCHANGED);
    world.write("data/receipts-2026-02-28.csv", RECEIPTS + "r0;t;1;\n");
    assertThat(world.run("2026-03-01").status()).isEqualTo(Status.ALREADY_WRITTEN);
    assertThat(world.run("2026-03-01", 3).rowsOut()).isEqualTo(1);
    assertThat(world.rows("receipt_no")).hasSize(2);
  }

  @Test
  void aKillBetweenCommitAndRecordLoadsNothingTwice() throws IOException {
    world.source("store", STORE);
    world.write("data/receipts-2026-03-01.csv", RECEIPTS + "r1;t;1;\n");
    world.run("2026-03-01");
    world.loseWhatIsNotFlushed();
    TableResult restarted = world.run("2026-03-01");
    assertThat(restarted.status()).isEqualTo(Status.ALREADY_WRITTEN);
    assertThat(restarted.rowsOut()).isEqualTo(1);
    assertThat(restarted.notes()).contains("1 file");
    assertThat(world.landed()).hasSize(1);

    // not restarted, but followed by another day's run
    world.write("data/receipts-2026-03-02.csv", RECEIPTS + "r2;t;1;\n");
    world.run("2026-03-02");
    world.loseWhatIsNotFlushed();
    assertThat(world.run("2026-03-03").status()).isEqualTo(Status.UNCHANGED);
    assertThat(world.landed()).hasSize(2);
    assertThat(world.landed()).allSatisfy(row -> assertThat(row.getString(2)).hasSize(64));
    assertThat(world.run("2026-03-03").status()).isEqualTo(Status.UNCHANGED);
    assertThat(world.landed()).hasSize(2);
    assertThat(world.rows("receipt_no")).hasSize(2);
  }

  @Test
  void reportsAChangedFileAndDoesNotLoadIt() throws IOException {
    world.source("store", STORE);
    Path file = world.write("data/receipts-2026-03-01.csv", RECEIPTS + "r1;t;1;\n");
    world.run("2026-03-01");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-03-05T00:00:00Z")));
    assertThat(world.run("2026-03-02").notes()).isEmpty();
    Files.writeString(file, RECEIPTS + "r9;t;1;\n");
    assertThat(world.run("2026-03-03").notes())
        .singleElement()
        .asString()
        .contains("data/receipts-2026-03-01.csv changed after it was loaded");
    assertThat(world.rows("receipt_no")).hasSize(1);
  }

  @Test
  void keepsAndReportsNewColumns() throws IOException {
    world.source("web", WEB.formatted(".gz"));
    world.gzip("data/events-2026-03-01.jsonl.gz", "{\"id\":\"1\",\"type\":\"a\",\"ts\":\"t\"}\n");
    world.run("2026-03-01");
    String day2 = "{\"id\":\"2\",\"type\":\"a\",\"ts\":\"t\",\"login\":\"u\",\"color\":\"red\"}\n";
    world.gzip("data/events-2026-03-02-a.jsonl.gz", day2);
    world.gzip("data/events-2026-03-02-b.jsonl.gz", day2);
    assertThat(world.run("2026-03-02").notes())
        .contains("new column color in data/events-2026-03-02-a.jsonl.gz")
        .filteredOn(note -> note.startsWith("new column"))
        .hasSize(1);
    world.gzip("data/events-2026-03-03.jsonl.gz", day2);
    assertThat(world.run("2026-03-03").notes()).containsExactly("1 file");
    assertThat(world.rows("_rest['color']").stream().map(row -> row.getString(0)))
        .containsExactlyInAnyOrder(null, "red", "red", "red");

    // the mapping takes it up: the table gains the column
    world.source("web", WEB.formatted(".gz").replace("items:", "search_term: color\n  items:"));
    world.gzip("data/events-2026-03-04.jsonl.gz", day2);
    world.run("2026-03-04");
    assertThat(world.rows("color", "_rest").stream().map(Row::toString))
        .contains("[red,null]", "[null,null]");
  }

  @Test
  void aMissingRequiredColumnStopsTheSource() throws IOException {
    world.source("store", STORE);
    world.write("data/receipts-2026-03-01.csv", RECEIPTS + "r1;t;1;\n");
    world.write("data/receipts-2026-03-02.csv", "receipt_no;at;Net Sum;voucher\nr2;t;1;\n");
    assertThatThrownBy(() -> world.run("2026-03-02"))
        .isInstanceOfSatisfying(
            JourneyhouseException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_COLUMN_MISSING);
              assertThat(e.describe())
                  .contains("data/receipts-2026-03-02.csv", "rung_at", "sources/store.yml");
            });
    assertThat(world.dataFiles()).isEmpty();
    world.write("data/receipts-2026-03-02.csv", "Receipt_No;rung_at;Net Sum\nr2;t;1\n");
    assertThat(world.run("2026-03-02").notes())
        .contains("no column voucher in data/receipts-2026-03-02.csv", "2 files");
    assertThat(world.rows("receipt_no").stream().map(row -> row.getString(0)))
        .containsExactlyInAnyOrder("r1", "r2");
  }

  @Test
  void aJsonColumnThatNoRowHasIsMissing() throws IOException {
    world.source("web", WEB.formatted(""));
    world.write("data/events-2026-03-01.jsonl", "{\"id\":\"1\",\"ts\":\"t\"}\n".repeat(1500));
    assertThatThrownBy(() -> world.run("2026-03-01"))
        .hasMessageContaining("lacks the required column type");
    world.write(
        "data/events-2026-03-01.jsonl",
        "{\"id\":\"1\",\"ts\":\"t\"}\n".repeat(900)
            + "{\"id\":\"1\",\"ts\":\"t\",\"type\":null}\n"
            + "{\"id\":\"1\",\"ts\":\"t\"}\n".repeat(900));
    assertThat(world.run("2026-03-01").rowsOut()).isEqualTo(1801);
  }

  @Test
  void aBrokenGzipStopsTheSource() throws IOException {
    world.source("web", WEB.formatted(".gz"));
    String rows = "{\"id\":\"1\",\"type\":\"a\",\"ts\":\"t\"}\n".repeat(5000);
    Path file = world.gzip("data/events-2026-03-01.jsonl.gz", rows);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> world.run("2026-03-01"))
        .isInstanceOfSatisfying(
            JourneyhouseException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNREADABLE);
              assertThat(e.describe()).contains("data/events-2026-03-01.jsonl.gz", "anew");
            });
    assertThat(world.dataFiles()).isEmpty();
    Files.writeString(file, "no gzip");
    assertThatThrownBy(() -> world.run("2026-03-01")).hasMessageContaining("no intact gzip");
    Files.write(file, whole);
    assertThat(world.run("2026-03-01").rowsOut()).isEqualTo(5000);
  }

  @Test
  void parquetKeepsItsTypes(SparkSession spark) throws IOException {
    world.source(
        "web",
        """
        source: web
        kind: clickstream
        format: parquet
        path: data/{date}/part-*.parquet
        columns:
          event_id: id
          event_type: type
          event_at: ts
          value: amount
        """);
    String rows =
        "select %s as id, 'view' as type, timestamp'2026-03-01 10:00:00' as ts, array(1, 2) as tags";
    spark.sql(rows.formatted("10L")).coalesce(1).write().parquet(world.path("data/2026-03-01"));
    assertThat(world.run("2026-03-01").rowsOut()).isEqualTo(1);
    spark
        .sql(rows.formatted("11") + ", cast(1.5 as decimal(18,2)) as amount")
        .union(spark.sql(rows.formatted("12") + ", null as amount"))
        .coalesce(1)
        .write()
        .parquet(world.path("data/2026-03-02"));
    spark.sql(rows.formatted("13")).coalesce(1).write().parquet(world.path("data/2026-03-03"));
    // amount was taken for text while no file had it
    TableResult result = world.run("2026-03-03");
    assertThat(result.rowsOut()).isEqualTo(3);
    assertThat(
            world
                .rows("id", "ts", "amount", "_rest['tags']", "_line", "substr(_source_file, 1, 15)")
                .stream()
                .map(row -> row.mkString("|")))
        .containsExactly(
            "10|2026-03-01 10:00:00.0|null|[1,2]|1|data/2026-03-01",
            "11|2026-03-01 10:00:00.0|1.50|[1,2]|1|data/2026-03-02",
            "12|2026-03-01 10:00:00.0|null|[1,2]|2|data/2026-03-02",
            "13|2026-03-01 10:00:00.0|null|[1,2]|1|data/2026-03-03");
    assertThat(world.landed()).allSatisfy(row -> assertThat(row.getString(2)).hasSize(64));

    spark.sql(rows.formatted("'x'")).write().parquet(world.path("data/2026-03-04"));
    assertThatThrownBy(() -> world.run("2026-03-04"))
        .hasMessageContaining("column id is BIGINT in the table and STRING in the new rows");
    world.write("data/2026-03-04/part-1.parquet", "none");
    assertThatThrownBy(() -> world.run("2026-03-04"))
        .hasMessageContaining("it is no intact Parquet file");
  }

  @Test
  void manySmallFilesMakeOneFile() throws IOException {
    world.source("store", STORE);
    for (int day = 1; day <= 28; day++) {
      world.write(
          "data/receipts-2026-02-%02d.csv".formatted(day), RECEIPTS + "r" + day + ";t;1;\n");
    }
    assertThat(world.run("2026-03-01").rowsOut()).isEqualTo(28);
    assertThat(world.dataFiles()).hasSize(1);
    assertThat(world.landed()).hasSize(28);
  }

  @Test
  void nothingDeliveredIsNoted() throws IOException {
    world.source("store", STORE);
    TableResult result = world.run("2026-03-01");
    assertThat(result.status()).isEqualTo(Status.UNCHANGED);
    assertThat(result.notes())
        .containsExactly("no file up to 2026-03-01 matches data/receipts-{date}.csv");
  }
}
