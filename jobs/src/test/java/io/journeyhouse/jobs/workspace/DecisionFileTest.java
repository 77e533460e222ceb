package io.journeyhouse.jobs.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.journeyhouse.common.error.JourneyhouseException;
import io.journeyhouse.common.keys.Hashes;
import io.journeyhouse.jobs.workspace.Decision.Action;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecisionFileTest {
  private static final String HEADER = "action,left,right,by,at,reason\n";

  @TempDir private Path workspace;

  @Test
  void reads_decisions_with_their_lines() throws IOException {
    List<Decision> decisions =
        read(
            "# a comment\n"
                + HEADER
                + "\n"
                + "merge,shop:4:b,crm:17,ann,2026-03-02,\"same phone, same voice\"\n"
                + "block-value,email: Info@Shop.example,,bob,2026-03-03,\n");
    assertThat(decisions)
        .containsExactly(
            new Decision(
                Action.MERGE,
                "crm:17",
                "shop:4:b",
                "ann",
                LocalDate.of(2026, 3, 2),
                "same phone, same voice",
                "identity/decisions.csv:4"),
            new Decision(
                Action.BLOCK_VALUE,
                "email:" + Hashes.sha256("email:info@shop.example"),
                "",
                "bob",
                LocalDate.of(2026, 3, 3),
                "",
                "identity/decisions.csv:5"));
  }

  @Test
  void a_value_may_be_given_as_its_hash() throws IOException {
    String hash = Hashes.sha256("phone:+491701234567");
    assertThat(
            read(
                HEADER
                    + ("block-value,phone:" + hash + ",,ann,2026-03-02,\n")
                    + "block-value,phone:0170 1234567,,ann,2026-03-02,\n"))
        .extracting(Decision::left)
        .containsExactly("phone:" + hash, "phone:" + hash);
  }

  @Test
  void a_file_that_is_not_there_or_has_only_a_header_decides_nothing() throws IOException {
    assertThat(new DecisionFile(List.of("crm"), "DE").read(workspace)).isEmpty();
    assertThat(read("\uFEFF" + HEADER)).isEmpty();
  }

  @Test
  void all_contradictions_are_listed_together() {
    assertThatThrownBy(
            () ->
                read(
                    HEADER
                        + "merge,crm:1,crm:2,ann,2026-03-02,\n"
                        + "merge,crm:3,crm:2,ann,2026-03-02,\n"
                        + "split,crm:1,crm:3,bob,2026-03-02,\n"
                        + "split,crm:4,crm:5,bob,2026-03-02,\n"
                        + "split,crm:2,crm:1,bob,2026-03-02,\n"))
        .isInstanceOf(JourneyhouseException.class)
        .hasMessageContaining(
            "identity/decisions.csv:4: splits what is merged by identity/decisions.csv:2,"
                + " identity/decisions.csv:3\n"
                + "identity/decisions.csv:6: splits what is merged by identity/decisions.csv:2")
        .hasMessageNotContaining("decisions.csv:5");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          merge,crm:1,crm:2,ann,2026-03-02         | 2: has 5 fields instead of 6
          merge,crm:1,crm:2,ann,2026-03-02,a,b     | 2: has 7 fields instead of 6
          marge,crm:1,crm:2,ann,2026-03-02,        | 2: action is 'marge'
          merge,crm:1,crm:2,ann,2.3.2026,          | 2: at is no date
          merge,crm:1,crm:2,,2026-03-02,           | 2: by is empty
          merge,crm:1,crn:2,ann,2026-03-02,        | 2: right is of the source 'crn', which is not configured
          split,17,crm:2,ann,2026-03-02,           | 2: left is no record_key
          split,crm:1,crm:1,ann,2026-03-02,        | 2: left and right are the same record
          block-value,info@x.example,,a,2026-03-02,| 2: left is no value of a type
          block-value,email:info,,ann,2026-03-02,  | 2: left is no email that a record could state
          block-value,email:a@b.example,x,a,2026-03-02,| 2: right is not empty
          merge,crm:1,"crm:2,ann,2026-03-02,       | 2: is no CSV from here on
          """)
  void says_where_and_what_is_wrong(String line, String message) {
    assertThatThrownBy(() -> read(HEADER + line + "\n"))
        .isInstanceOf(JourneyhouseException.class)
        .hasMessageStartingWith("identity/decisions.csv:" + message)
        .hasMessageNotContaining("info");
  }

  @Test
  void the_header_is_needed() {
    assertThatThrownBy(() -> read("merge,crm:1,crm:2,ann,2026-03-02,\n"))
        .hasMessageStartingWith("identity/decisions.csv:1: the first line is not the header");
    assertThatThrownBy(() -> read("")).hasMessageStartingWith("identity/decisions.csv:1: has no");
  }

  private List<Decision> read(String text) throws IOException {
    Path file = workspace.resolve(DecisionFile.NAME);
    Files.createDirectories(file.getParent());
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    return new DecisionFile(List.of("crm", "shop"), "DE").read(workspace);
  }
}
