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

/** Files taken back and replaced, by the command. */
@Tag("full")
@ExtendWith(SharedSpark.class)
final class SourceCommandTest {
  private static final String FIRST = "data/sales-2026-03-01.csv";
  private static final String HEADER = "receipt,sold,amount,mail\n";

  @TempDir private Path dir;

  @BeforeEach
  void runADay() throws IOException {
    write(
        "workspace.yml",
        """
        zone: UTC
        country: DE
        currency: EUR
        """);
    write(
        "sources/till.yml",
        """
        source: till
        kind: pos
        format: csv
        path: data/sales-{date}*.csv
        columns: {order_id: receipt, ordered_at: sold, net: amount}
        identifiers: {email: mail}
        """);
    write(FIRST, HEADER + "1,2026-03-01,1.00,a@example.com\n2,2026-03-01,2.00,b@example.com\n");
    write("data/sales-2026-03-01-b.csv", HEADER + "2,2026-02-28,5.00,b@example.com\n");
    Outcome run = Outcome.in(dir, "run", "--date", "2026-03-01");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(orders()).containsExactly("1 1.00", "2 2.00");
  }

  private void write(String name, String text) throws IOException {
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private List<String> orders() {
    return sql("select concat_ws(' ', order_id, net) from silver.orders order by 1");
  }

  private List<String> sql(String query) {
    return Outcome.in(dir, "sql", "--format", "csv", "-e", query).out().lines().skip(1).toList();
  }

  @Test
  void aFileIsTakenBackAndLoadedAgain() throws IOException {
    Outcome retracted = Outcome.in(dir, "source", "retract", dir.resolve(FIRST).toString());

    assertThat(retracted.exitCode()).as(retracted.err()).isZero();
    // the other file's version of the receipt that both have
    assertThat(orders()).containsExactly("2 5.00");
    assertThat(sql("select count(*) from gold.fct_conversion")).containsExactly("1");
    assertThat(sql("select withdrawn_by from ops.landed_file where withdrawn_at is not null"))
        .containsExactly("retract");
    assertThat(Outcome.in(dir, "source", "retract", FIRST).err()).contains("was withdrawn before");
    assertThat(Outcome.in(dir, "run", "--date", "2026-03-02").exitCode()).isZero();
    assertThat(orders()).containsExactly("2 5.00");

    write(FIRST, HEADER + "3,2026-03-01,3.00,c@example.com\n");
    Outcome replaced = Outcome.in(dir, "source", "replace", FIRST, "--json");

    assertThat(replaced.exitCode()).as(replaced.err()).isZero();
    assertThat(Json.parse(replaced.out()).get("status").asText()).isEqualTo("done");
    assertThat(orders()).containsExactly("2 5.00", "3 3.00");
    assertThat(Outcome.in(dir, "run", "--date", "2026-03-02").err()).contains("already done");
  }

  @Test
  void aDayThatCannotBeFinishedIsNoHindrance() throws IOException {
    write("data/sales-2026-03-02.csv", HEADER + "3,2026-03-02,9.00,c@example.com\n");
    write("data/sales-2026-03-02-b.csv", "receipt,amount\n4,1.00\n");
    Outcome stopped = Outcome.in(dir, "run", "--date", "2026-03-02");
    assertThat(stopped.exitCode()).as(stopped.err()).isEqualTo(1);

    write(FIRST, HEADER + "1,2026-03-01,7.00,a@example.com\n");
    Outcome replaced = Outcome.in(dir, "source", "replace", FIRST);

    assertThat(replaced.exitCode()).as(replaced.err()).isZero();
    assertThat(orders()).containsExactly("1 7.00", "2 5.00");
    write("data/sales-2026-03-02-b.csv", HEADER + "4,2026-03-02,1.00,c@example.com\n");
    Outcome finished = Outcome.in(dir, "run", "--date", "2026-03-02");
    assertThat(finished.exitCode()).as(finished.err()).isZero();
    assertThat(orders()).containsExactly("1 7.00", "2 5.00", "3 9.00", "4 1.00");
  }

  @Test
  void aFirstDayThatIsOnlyLoadedIsNoHindrance() throws IOException {
    write(
        "workspace.yml",
        """
        zone: UTC
        country: DE
        currency: EUR
        lake: other
        repository: {url: 'jdbc:h2:file:%s', user: sa}
        """
            .formatted(dir.resolve("other-repository")));
    Outcome loaded = Outcome.in(dir, "run", "--date", "2026-03-01", "--pipeline", "ingest");
    assertThat(loaded.exitCode()).as(loaded.err()).isZero();

    Outcome retracted = Outcome.in(dir, "source", "retract", FIRST);

    assertThat(retracted.exitCode()).as(retracted.err()).isZero();
    Outcome finished = Outcome.in(dir, "run", "--date", "2026-03-01");
    assertThat(finished.exitCode()).as(finished.err()).isZero();
    assertThat(orders()).containsExactly("2 5.00");
    assertThat(sql("select count(*) from gold.fct_conversion")).containsExactly("1");
  }

  @Test
  void aFileThatCouldNotBeLoadedTakesNothingOut() throws IOException {
    write(FIRST, "receipt,amount\n1,1.00\n");

    Outcome refused = Outcome.in(dir, "source", "replace", FIRST);

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("JH-3102", "lacks the required column sold");
    assertThat(orders()).containsExactly("1 1.00", "2 2.00");
    // and nothing is left to be finished first
    Outcome next = Outcome.in(dir, "run", "--date", "2026-03-02");
    assertThat(next.exitCode()).as(next.err()).isZero();
    assertThat(next.err()).doesNotContain("replacing");

    Files.delete(dir.resolve(FIRST));
    assertThat(Outcome.in(dir, "source", "replace", FIRST).err()).contains("is not there");
    assertThat(Outcome.in(dir, "source", "retract", "data/none.csv").err())
        .contains("data/none.csv was never loaded", "ops.landed_file");
  }
}
