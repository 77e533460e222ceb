package io.journeyhouse.jobs.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.jobs.batch.RunSummary;
import io.journeyhouse.jobs.batch.TableRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Rows of every kind of source that can tell of a person do, with all that there is to tell. */
@Tag("full")
@ExtendWith(SharedSpark.class)
class PersonsOfAnySourceTest {
  private static final LocalDate LAST = Nightly.START.plusDays(2);

  /** What each kind needs to be a fact; its time is {@code at}. */
  private static final Map<String, String> KINDS =
      new TreeMap<>(
          Map.of(
              "clickstream", "{event_id: no, event_type: \"'page_view'\", event_at: at}",
              "pos", "{order_id: no, ordered_at: at, net: one}",
              "pos_lines", "{order_id: no, ordered_at: at, quantity: one, net: one}",
              "support", "{interaction_id: no, opened_at: \"'2026-03-01'\", updated_at: at}",
              "campaigns",
                  "{contact_id: no, campaign_id: one, event_type: \"'open'\", event_at: at}",
              "consents",
                  "{consent_id: no, purpose: one, channel: one, status: \"'granted'\", stated_at:"
                      + " at}",
              "surveys", "{response_id: no, kind: \"'ces'\", answered_at: at}"));

  private static final String PERSON =
      """
      person:
        source_id: who
        given_name: given
        middle_name: middle
        family_name: family
        emails: "array(mail)"
        phones: "array(phone)"
        street: street
        house_number: house
        postal_code: zip
        city: city
        region: region
        country: country
        birth_date: born
        gender: sex
        national_id: national
        loyalty_id: card
        user_ids: "array(login)"
        device_ids: "array(device)"
        preferred_channel: channel
        preferred_hour: hour
        topics: "split(topics, '[|]')"
        created_at: made
        is_deleted: "gone = '1'"
      """;

  private static final String HEADER =
      "no,at,one,who,mail,born,given,middle,family,phone,street,house,zip,city,region,country,sex,"
          + "national,card,login,device,channel,hour,topics,made,gone\n";
  private static final String REST =
      ",Ann,B.,Lee,0170 1234567,Weg,7,53111,Bonn,NRW,de,F,AB 1,L-1,ann,d1,sms,9,a|b,2025-01-01,0\n";

  @TempDir Path folder;

  @Test
  void of_several_rows_of_a_person_the_latest_stands_in_whatever_order_they_come(SparkSession spark)
      throws IOException {
    Path range = world("range");
    RunSummary summary = run(spark, range, Nightly.START, LAST);
    List<String> expected = records(spark, range);

    assertThat(expected).hasSize(2 * KINDS.size());
    Row person =
        table(spark, range, "silver.customer_records")
            .where("record_key = 'support:p1'")
            .selectExpr(
                "emails[0]",
                "full_name",
                "phones[0]",
                "country",
                "gender",
                "loyalty_id",
                "topics[1]",
                "string(created_at)",
                "string(updated_at)")
            .head();
    assertThat(person.mkString(" "))
        .isEqualTo(
            "old@x.example Ann B. Lee +491701234567 DE f L1 b 2024-12-31 23:00:00"
                + " 2026-03-03 09:00:00");
    TableRun records =
        summary.tables().stream()
            .filter(run -> run.table().equals("silver.customer_records"))
            .findFirst()
            .orElseThrow();
    assertThat(records.rowsIn()).isEqualTo(7 * KINDS.size());
    assertThat(records.rowsOut()).isEqualTo(2 * KINDS.size());
    assertThat(records.duplicates()).isEqualTo(3 * KINDS.size());
    assertThat(
            table(spark, range, "ops.quarantine")
                .where("table_name = 'silver.customer_records'")
                .groupBy("rule")
                .count()
                .orderBy("rule")
                .collectAsList()
                .toString())
        .isEqualTo("[[type:birth_date,7], [type:updated_at,7]]");

    Path byDay = world("by-day");
    Path late = world("late");
    Deliveries.shuffle(late.resolve("data"));
    Deliveries.postpone(late.resolve("data"), Nightly.START.plusDays(1), LAST);
    for (Path dir : List.of(byDay, late)) {
      Nightly.START.datesUntil(LAST.plusDays(1)).forEach(day -> run(spark, dir, day, day));
      assertThat(records(spark, dir)).as(dir.toString()).isEqualTo(expected);
    }
  }

  private Path world(String name) throws IOException {
    Path dir = Nightly.workspace(folder.resolve(name));
    try (var sources = Files.newDirectoryStream(dir.resolve("sources"))) {
      for (Path source : sources) {
        Files.delete(source);
      }
    }
    Files.createDirectories(dir.resolve("data"));
    for (Map.Entry<String, String> kind : KINDS.entrySet()) {
      String source = kind.getKey();
      boolean isLines = source.equals("pos_lines");
      Files.writeString(
          dir.resolve("sources/" + source + ".yml"),
          "source: "
              + source
              + "\nkind: "
              + (isLines ? "pos\ngrain: line" : source)
              + "\nformat: csv\npath: data/"
              + source
              + "-{date}*.csv\ncolumns: "
              + kind.getValue()
              + "\n"
              + PERSON);
      deliver(
          dir,
          source,
          0,
          "1,2026-03-01 10:00:00,1,p1,old@x.example,1980-01-01" + REST,
          "2,2026-03-01 11:00:00,1,p2,two@x.example,1980-01-01" + REST,
          "3,2026-03-01 12:00:00,1,,nobody@x.example,1980-01-01" + REST);
      deliver(
          dir,
          source,
          1,
          "4,2026-03-02 10:00:00,1,p1,new@x.example,1980-01-01" + REST,
          "5,2026-03-02 11:00:00,1,p2,two@x.example,1980-01-01" + REST,
          "6,never,1,p3,three@x.example,1980-01-01" + REST);
      deliver(
          dir,
          source,
          2,
          "7,2026-03-03 10:00:00,1,p1,old@x.example,1980-01-01" + REST,
          "8,2026-03-03 11:00:00,1,p3,three@x.example,in May" + REST);
    }
    return dir;
  }

  private static void deliver(Path dir, String source, int day, String... rows) throws IOException {
    Files.writeString(
        dir.resolve("data/" + source + "-" + Nightly.START.plusDays(day) + ".csv"),
        HEADER + String.join("", rows));
  }

  private static RunSummary run(SparkSession spark, Path dir, LocalDate first, LocalDate last) {
    RunSummary summary = Nightly.run(spark, dir, first, last, List.of("ingest", "silver"));
    assertThat(summary.exitCode()).as(summary.toJson()).isZero();
    return summary;
  }

  /** All of them, but for when and from which file they were learned. */
  private static List<String> records(SparkSession spark, Path dir) {
    return table(spark, dir, "silver.customer_records")
        .drop("_window_end", "_source_row_key")
        .orderBy("record_key")
        .toJSON()
        .collectAsList();
  }

  private static org.apache.spark.sql.Dataset<Row> table(
      SparkSession spark, Path dir, String name) {
    Lake lake = Nightly.lake(spark, dir);
    return lake.read(TableName.of(name));
  }
}
