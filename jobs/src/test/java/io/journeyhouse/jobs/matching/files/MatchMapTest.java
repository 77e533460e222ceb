package io.journeyhouse.jobs.matching.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.journeyhouse.common.error.JourneyhouseException;
import io.journeyhouse.jobs.matching.FieldKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatchMapTest {
  private static final String GOOD =
      """
      sources:
        - name: crm
          files: "crm*.csv"
          id: customer_no
          truth: {column: note, pattern: "person (\\\\d+)"}
          columns:
            first name: given_name
            last_name: surname
            member_no: {field: member, kind: code}
            likes: {field: likes, kind: set, separator: ";"}
            remark: {field: remark}
        - name: shop
          id: id
          truth: person
          columns:
            name: full_name
            mail: email
      """;

  @TempDir Path dir;

  @Test
  void a_map_says_what_columns_hold() throws IOException {
    MatchMap map = read(GOOD);
    assertThat(map.sources()).hasSize(2);
    MatchMap.Source crm = map.sources().get(0);
    assertThat(crm.name()).isEqualTo("crm");
    assertThat(crm.files()).isEqualTo("crm*.csv");
    assertThat(crm.id()).isEqualTo("customer_no");
    assertThat(crm.truth()).isEqualTo(Optional.of(new MatchMap.Truth("note", "person (\\d+)")));
    assertThat(crm.columns())
        .containsExactly(
            new MatchMap.Mapped("first name", "given_name", FieldKind.GIVEN_NAME, ""),
            new MatchMap.Mapped("last_name", "surname", FieldKind.SURNAME, ""),
            new MatchMap.Mapped("member_no", "member", FieldKind.CODE, ""),
            new MatchMap.Mapped("likes", "likes", FieldKind.SET, ";"),
            new MatchMap.Mapped("remark", "remark", null, ""));
    MatchMap.Source shop = map.sources().get(1);
    assertThat(shop.files()).isEqualTo("*");
    assertThat(shop.truth()).isEqualTo(Optional.of(new MatchMap.Truth("person", "")));
    assertThat(shop.columns())
        .containsExactly(
            new MatchMap.Mapped("name", "full_name", null, ""),
            new MatchMap.Mapped("mail", "email", FieldKind.EMAIL, ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sources:        | source:         | 1: unknown key 'source' | did you mean 'sources'?
          'files:'        | 'file:'         | 3: unknown key 'file' | did you mean 'files'?
          'pattern:'      | 'patern:'       | 5: unknown key 'patern' | did you mean 'pattern'?
          'kind: code'    | 'kid: code'     | 9: unknown key 'kid' | did you mean 'kind'?
          given_name      | givn_name       | 7: first name is 'givn_name' | did you mean 'given_name'?
          surname         | x               | 8: last_name is 'x' | use one of full_name, given_name
          surname         | code            | 8: last_name is 'code' | {field: NAME, kind: code|category
          full_name       | ful_name        | 16: name is 'ful_name' | did you mean 'full_name'?
          kind: code      | kind: cod       | 9: kind must not be 'cod' | did you mean 'code'?
          kind: code      | kind: email     | 9: kind must not be 'email' | use one of: category, code
          field: member   | field: email    | 9: field email says what the column holds | a name of its own
          field: member   | field: full_name | 9: field full_name says what | a name of its own
          'field: member, ' | ''            | 9: 'field' is missing | add field:
          name: shop      | name: crm       | 12: an entry of sources is the second one named crm | its own name
          'id: customer_no' | ''            | 2: 'id' is missing | add id:
          (\\\\d+)        | \\\\d+          | 5: pattern has not one group | put what names the person
          (\\\\d+)        | (\\\\d+)(.)     | 5: pattern has not one group | put what names the person
          (\\\\d+)        | (\\\\d+         | 5: pattern is no regular expression: Unclosed group | mend it
          crm*.csv        | crm[.csv        | 3: files is no pattern of file names | write it as in
          mail: email     | mail:           | 17: mail has no value | see the commented example
          """)
  void says_what_is_wrong_where_and_how_to_mend_it(
      String good, String bad, String message, String mend) throws IOException {
    assertThat(GOOD).contains(good);
    isRefused(GOOD.replace(good, bad == null ? "" : bad), message, mend);
  }

  @Test
  void a_map_of_nothing_is_refused() throws IOException {
    isRefused("sources: []\n", "1: sources is empty", "describe at least one source");
    isRefused("other: []\n", "1: unknown key 'other'", "use one of: sources");
    isRefused(
        "sources:\n  - {name: a, id: b, columns: {}}\n",
        "2: columns is empty",
        "name what at least one column holds");
    isRefused("", "1: the file is empty", "correct the line");
    isRefused("sources: {a: b}\n", "1: sources must be a list", "see the commented example");
  }

  @Test
  void a_missing_file_is_told() {
    Path file = dir.resolve("none.yml");
    JourneyhouseException error =
        catchThrowableOfType(JourneyhouseException.class, () -> MatchMap.read(file));
    assertThat(error).hasMessage(file + ":1: there is no such file");
  }

  /** A whole name is two fields, and a field of two sources is one. */
  @Test
  void no_more_fields_are_mapped_than_can_be_compared() throws IOException {
    StringBuilder text = new StringBuilder("sources:\n  - name: a\n    id: id\n    columns:\n");
    text.append("      name: full_name\n");
    for (int i = 0; i < 14; i++) {
      text.append("      c").append(i).append(": {field: f").append(i).append(", kind: code}\n");
    }
    String second =
        """
          - name: b
            id: id
            columns:
              n: surname
              m: {field: f3, kind: code}
        """;
    assertThat(read(text + second).sources()).hasSize(2);
    isRefused(
        text + second + "      more: email\n",
        "20: an entry of sources makes it more than 16 fields",
        "leave out the columns");
  }

  private void isRefused(String text, String message, String mend) throws IOException {
    Path file = Files.writeString(dir.resolve("map.yml"), text);
    JourneyhouseException error =
        catchThrowableOfType(JourneyhouseException.class, () -> MatchMap.read(file));
    assertThat(error).as(text).isNotNull();
    assertThat(error.getMessage()).startsWith(file + ":" + message);
    assertThat(error.mend()).contains(mend);
  }

  private MatchMap read(String text) throws IOException {
    return MatchMap.read(Files.writeString(dir.resolve("map.yml"), text));
  }
}
