package io.journeyhouse.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.common.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A run that would change too much of the customers, as the person sees it who is called. */
@Tag("full")
@ExtendWith(SharedSpark.class)
final class HeldCustomersTest {
  private static final String CUSTOMERS =
      "select count(*) from gold.dim_customer where is_current and customer_id <> 'anonymous'";

  @TempDir private Path dir;

  @BeforeEach
  void makeWorkspace() throws IOException {
    write("workspace.yml", "zone: UTC\ncountry: DE\ncurrency: EUR\n");
    write("identity.yml", "caps: {email: 5}\npublish: {people: 10}\n");
    write(
        "sources/crm.yml",
        """
        source: crm
        kind: crm
        format: csv
        path: data/persons-{date}.csv
        delivery: full
        columns:
          source_id: no
          emails: "array(mail)"
          updated_at: changed
        """);
    deliver(1, 0, 40);
    deliver(2, 1, 20);
    assertThat(Outcome.in(dir, "run", "--date", "2026-03-01").exitCode()).isZero();
    assertThat(sql(CUSTOMERS)).containsExactly("40");
  }

  /** Persons from a number up to another; all of them as they were on the first day. */
  private void deliver(int day, int from, int to) throws IOException {
    write(
        "data/persons-2026-03-0" + day + ".csv",
        IntStream.range(from, to)
            .mapToObj("%1$d,p%1$d@example.com,2026-03-01"::formatted)
            .collect(Collectors.joining("\n", "no,mail,changed\n", "\n")));
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
  void arePublishedOnlyWhenSomebodySaysSo() {
    Outcome held = Outcome.in(dir, "run", "--date", "2026-03-02");
    assertThat(held.exitCode()).as(held.err()).isEqualTo(3);
    assertThat(held.err())
        .contains("JH-3203", "52.5 % of 40 records of crm are gone (limit 10 %)")
        .contains("21 of crm that its last delivery left out", "--accept 2026-03-02 --by NAME");
    assertThat(held.err()).doesNotContain("@example.com");
    assertThat(sql(CUSTOMERS)).containsExactly("40");

    Outcome other =
        Outcome.in(dir, "identity", "publish", "--accept", "2026-03-05", "--by", "Ada Grey");
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err()).contains("2026-03-02");
    Outcome shown = Outcome.in(dir, "identity", "publish", "--json");
    assertThat(Json.parse(shown.out()).get("held_by")).hasSize(1);
    Outcome accepted =
        Outcome.in(dir, "identity", "publish", "--accept", "2026-03-02", "--by", "Ada Grey");
    assertThat(accepted.exitCode()).as(accepted.err()).isZero();

    Outcome again = Outcome.in(dir, "run", "--date", "2026-03-02");
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(sql(CUSTOMERS)).containsExactly("19");
    assertThat(sql("select accepted_by, size(found) from ops.identity_acceptance"))
        .containsExactly("Ada Grey,1");
    assertThat(sql("select count(*) from gold.identity_event where event = 'retired'"))
        .containsExactly("21");
    assertThat(Outcome.in(dir, "identity", "publish").exitCode()).isEqualTo(2);
  }

  @Test
  void areMadeGoodByWhatTheNextDayDelivers() throws IOException {
    assertThat(Outcome.in(dir, "run", "--date", "2026-03-02").exitCode()).isEqualTo(3);
    deliver(3, 0, 45);

    Outcome next = Outcome.in(dir, "run", "--date", "2026-03-03");

    assertThat(next.exitCode()).as(next.err()).isZero();
    assertThat(next.err())
        .containsSubsequence(
            "2026-03-02 was missed and comes first",
            "2026-03-03 adds to what is held",
            "2026-03-02 done",
            "2026-03-03 done");
    assertThat(sql(CUSTOMERS)).containsExactly("45");
    assertThat(sql("select event, count(*) from gold.identity_event group by 1"))
        .containsExactly("created,45");
  }
}
