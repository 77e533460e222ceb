package io.journeyhouse.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.common.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A lake that cannot be written to stays as it was, and the next run heals it. */
@Tag("full")
@ExtendWith(SharedSpark.class)
final class BrokenDiskTest {
  @TempDir private Path dir;

  @BeforeEach
  void makeWorkspace() throws IOException {
    write("workspace.yml", "zone: UTC\ncountry: DE\ncurrency: EUR\n");
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
    for (int day = 1; day <= 2; day++) {
      StringBuilder sales = new StringBuilder("receipt,sold,amount,mail\n");
      for (int receipt = 0; receipt < 2000; receipt++) {
        sales.append(
            "%d-%d,2026-03-0%d,1.00,a%d@example.com\n".formatted(day, receipt, day, receipt));
      }
      write("data/sales-2026-03-0" + day + ".csv", sales.toString());
    }
  }

  private void write(String name, String text) throws IOException {
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private Outcome run(int day) {
    return Outcome.in(dir, "run", "--date", "2026-03-0" + day);
  }

  private List<String> orders() {
    return Outcome.in(
            dir,
            "sql",
            "--format",
            "csv",
            "-e",
            "select count(*), count(distinct order_id) from silver.orders")
        .out()
        .lines()
        .skip(1)
        .toList();
  }

  @Test
  void aLakeForReadingOnly() throws Exception {
    assertThat(run(1).exitCode()).isZero();
    try (Mount lake = Mount.readOnly(dir.resolve("lake"))) {
      Outcome outcome = run(2);

      assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(1);
      assertThat(outcome.err()).contains("JH-3302", ": Read-only file system", "To mend: ");
      assertThat(orders()).containsExactly("2000,2000");
    }
    Outcome healed = run(2);
    assertThat(healed.exitCode()).as(healed.err()).isZero();
    assertThat(orders()).containsExactly("4000,4000");
  }

  @Test
  void aDiskThatIsFull() throws Exception {
    Path folder = Files.createDirectories(dir.resolve("lake"));
    try (Mount lake = Mount.disk(folder, "64m")) {
      assertThat(run(1).exitCode()).isZero();
      for (String size : List.of("same", "1m more")) {
        fill(folder, size.equals("same") ? 0 : 1);
        Outcome outcome = run(2);
        System.out.println(outcome.err());
        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(1);
        assertThat(outcome.err()).contains("JH-3302", ": No space left on device", "To mend: ");
        assertThat(orders()).isIn(List.of("2000,2000"), List.of("4000,4000"));
      }
      lake.resize("200m");
      Outcome healed = run(2);
      assertThat(healed.exitCode()).as(healed.err()).isZero();
      assertThat(orders()).containsExactly("4000,4000");
    }
  }

  /** Leaves so many megabytes. */
  private static void fill(Path folder, int megabytes) throws IOException {
    Path filler = folder.resolve("filler");
    Files.deleteIfExists(filler);
    try (var out = Files.newOutputStream(filler)) {
      byte[] block = new byte[1 << 12];
      while (folder.toFile().getUsableSpace() > (long) megabytes << 20) {
        out.write(block);
      }
    }
  }

  @Test
  void aRepositoryThatIsNotThere() throws IOException {
    write(
        "workspace.yml",
        """
        zone: UTC
        country: DE
        currency: EUR
        repository: {url: "jdbc:postgresql://127.0.0.1:1/none", user: nobody}
        """);
    Outcome outcome = run(1);

    assertThat(outcome.exitCode()).isEqualTo(4);
    assertThat(outcome.err())
        .contains("JH-2301 the repository jdbc:postgresql://127.0.0.1:1/none", "To mend: ");
    assertThat(dir.resolve("lake")).doesNotExist();
  }
}
