package io.journeyhouse.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.common.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Days that no run has done, and deliveries that are not there, as a scheduler sees them. */
@Tag("full")
@ExtendWith(SharedSpark.class)
final class MissedDaysTest {
  private static final String SALES = "receipt,sold,amount,mail\n";

  @TempDir private Path dir;

  @BeforeEach
  void makeWorkspace() throws IOException {
    write(
        "workspace.yml",
        """
        zone: UTC
        country: DE
        currency: EUR
        max-catch-up: 2
        """);
    write(
        "sources/till.yml",
        """
        source: till
        kind: pos
        format: csv
        path: data/sales-{date}.csv
        columns: {order_id: receipt, ordered_at: sold, net: amount}
        identifiers: {email: mail}
        """);
    for (int day = 1; day <= 9; day++) {
      String date = "2026-03-0" + day;
      write("data/sales-" + date + ".csv", SALES + day + "," + date + ",1.00,a@example.com\n");
    }
  }

  private void write(String name, String text) throws IOException {
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private List<String> sql(String query) {
    return Outcome.in(dir, "sql", "--format", "csv", "-e", query).out().lines().skip(1).toList();
  }

  @Test
  void areDoneFirstInOrder() {
    assertThat(Outcome.in(dir, "run", "--date", "2026-03-01").exitCode()).isZero();

    Outcome late = Outcome.in(dir, "run", "--date", "2026-03-04", "--pipeline", "ingest");

    assertThat(late.exitCode()).as(late.err()).isZero();
    assertThat(late.err())
        .containsSubsequence(
            "2026-03-02 was missed and comes first",
            "2026-03-02 done",
            "2026-03-03 was missed and comes first",
            "2026-03-03 done",
            "2026-03-04 done");
    // of the missed days everything, of the day itself what was asked for
    assertThat(sql("select order_id from silver.orders order by 1")).containsExactly("1", "2", "3");
    assertThat(sql("select count(distinct window_end) from ops.landed_file")).containsExactly("4");
    assertThat(Outcome.in(dir, "run", "--date", "2026-03-03").err()).contains("already done");
  }

  @Test
  void areRefusedWhereTheyAreMany() {
    assertThat(Outcome.in(dir, "run", "--date", "2026-03-01").exitCode()).isZero();

    Outcome refused = Outcome.in(dir, "run", "--date", "2026-03-05");

    assertThat(refused.exitCode()).isEqualTo(4);
    assertThat(refused.err())
        .contains("JH-2302 3 business days", "backfill", "--from 2026-03-02 --to 2026-03-04");
    assertThat(sql("select count(*) from silver.orders")).containsExactly("1");
  }

  @Test
  void aRunThatWaitsEndsWithSixAndHoldsNothing() throws IOException {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    Files.writeString(
        dir.resolve("sources/till.yml"),
        Files.readString(dir.resolve("sources/till.yml")) + "expected-by: \"23:59\"\n");
    write(
        "sources/goods.yml",
        """
        source: goods
        kind: products
        format: csv
        path: data/goods.csv
        columns: {product_id: sku}
        """);
    write("data/goods.csv", "sku\na\n");

    Outcome waiting = Outcome.in(dir, "run", "--date", today.toString(), "--json");

    assertThat(waiting.exitCode()).as(waiting.err()).isEqualTo(6);
    assertThat(Json.parse(waiting.out()).get("status").asText()).isEqualTo("waiting");
    assertThat(waiting.err()).contains("JH-3103", "waits for a source");
    assertThat(sql("select sku from bronze.products_goods")).containsExactly("a");

    write("data/sales-" + today + ".csv", SALES + "t," + today + ",1.00,a@example.com\n");
    Outcome done = Outcome.in(dir, "run", "--date", today.toString());
    assertThat(done.exitCode()).as(done.err()).isZero();
    assertThat(sql("select count(*) from silver.orders")).containsExactly("10");
  }
}
