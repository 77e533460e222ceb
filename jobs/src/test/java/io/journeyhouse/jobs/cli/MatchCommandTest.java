package io.journeyhouse.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.journeyhouse.common.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What {@code identity match} writes and says. */
@ExtendWith(SharedSpark.class)
final class MatchCommandTest {
  private static final String MAP =
      """
      sources:
        - name: crm
          files: "crm*.csv"
          id: no
          columns: {first: given_name, last: surname, mail: email}
        - name: shop
          files: "shop*.csv"
          id: no
          columns: {name: full_name, mail: email}
      """;

  @TempDir private Path dir;
  private Path map;
  private Path crm;
  private Path shop;
  private Path out;

  @BeforeEach
  void write() throws IOException {
    map = Files.writeString(dir.resolve("map.yml"), MAP);
    crm =
        Files.writeString(
            dir.resolve("crm.csv"),
            "no,first,last,mail,person\n1,Ann,Lee,ann@x.example,A\n2,Bob,Ray,bob@x.example,B\n");
    shop =
        Files.writeString(
            dir.resolve("shop.csv"),
            "no,name,mail,person\n1,\"Lee, Ann\",ANN@x.example,A\n2,Cy Fox,cy@x.example,C\n");
    out = dir.resolve("clusters.csv");
  }

  @Test
  void few_records_are_linked_by_their_exact_identifiers(SparkSession spark) throws IOException {
    Outcome outcome = match("--truth", "person", "--explain", "crm:1,shop:1", "--json");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(out)
        .content()
        .isEqualToNormalizingNewlines(
            "source,source_id,cluster_id\ncrm,1,crm:1\nshop,1,crm:1\ncrm,2,crm:2\nshop,2,shop:2\n");
    assertThat(outcome.err()).contains("exact identifiers alone decided", "email: exact");
    JsonNode result = Json.parse(outcome.out());
    assertThat(result.at("/quality/f1").doubleValue()).isEqualTo(1);
    assertThat(result.at("/clusters").longValue()).isEqualTo(3);
  }

  @Test
  void no_records_are_no_clusters(SparkSession spark) throws IOException {
    Files.writeString(crm, "no,first,last,mail,person\n");
    Files.writeString(shop, "no,name,mail,person\n");

    Outcome outcome = match("--truth", "person");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(out).content().isEqualToNormalizingNewlines("source,source_id,cluster_id\n");
  }

  @Test
  void no_cluster_has_more_records_than_are_looked_at_together(SparkSession spark)
      throws IOException {
    Files.writeString(
        shop, "no,name,mail,person\n1,Ann Lee,ann@x.example,A\n2,Ann Lee,ann@x.example,A\n");

    assertThat(match().err()).contains("4 records, 2 clusters").doesNotContain("in parts");
    assertThat(match("--component", "2").err())
        .contains("4 records, 3 clusters", "3 records are connected with more than 2 others");
  }

  @Test
  void clusters_of_another_program_are_set_beside(SparkSession spark) throws IOException {
    Path theirs =
        Files.writeString(
            dir.resolve("theirs.csv"),
            "source,source_id,cluster_id\ncrm,1,p\nshop,1,q\ncrm,2,r\nshop,2,r\n");

    Outcome outcome = match("--compare", theirs.toString(), "--json");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    JsonNode compared = Json.parse(outcome.out()).get("compared");
    assertThat(compared.get("pairs_in_both").longValue()).isZero();
    assertThat(compared.get("pairs_only_ours").longValue()).isEqualTo(1);
    assertThat(compared.get("pairs_only_theirs").longValue()).isEqualTo(1);
    assertThat(outcome.err()).contains("crm:1 shop:1", "crm:2 shop:2");
  }

  @Test
  void what_is_wrong_with_the_files_is_said_and_nothing_written(SparkSession spark)
      throws IOException {
    Files.writeString(map, MAP.replace("mail: email}\n  - name: shop", "mial: email}"));
    assertThat(match().exitCode()).isEqualTo(4);

    Files.writeString(map, MAP.replace("no\n    columns: {first", "nr\n    columns: {first"));
    Outcome missing = match();
    assertThat(missing.exitCode()).isEqualTo(4);
    assertThat(missing.err()).contains("crm.csv has no column 'nr'", "did you mean 'no'?");

    Files.writeString(map, MAP);
    Files.writeString(crm, "no,first,last,mail,person\n1,Ann,Lee,a@x.example,A\n1,,,,B\n");
    Outcome twice = match();
    assertThat(twice.exitCode()).isEqualTo(4);
    assertThat(twice.err()).contains("1 ids of the source crm").doesNotContain("Ann");
    assertThat(out).doesNotExist();
  }

  @Test
  void arguments_are_checked_before_spark_starts() throws IOException {
    Outcome noSuchFile =
        Outcome.of(
            "identity",
            "match",
            dir.resolve("crm2.csv").toString(),
            "--map",
            map.toString(),
            "--out",
            out.toString());
    assertThat(noSuchFile.exitCode()).isEqualTo(4);
    assertThat(noSuchFile.err()).contains("there is no file");
    Outcome onePair = match("--explain", "crm:1");
    assertThat(onePair.exitCode()).isEqualTo(2);
    assertThat(onePair.err()).contains("--explain takes two records");
    Outcome oneRecord = match("--component", "1");
    assertThat(oneRecord.exitCode()).isEqualTo(2);
    assertThat(oneRecord.err()).contains("--component takes a number of records from 2 on");
    Files.writeString(map, MAP.replace("surname", "sirname"));
    Outcome unknown = match();
    assertThat(unknown.exitCode()).isEqualTo(4);
    assertThat(unknown.err()).contains("did you mean 'surname'?");
    assertThat(unknown.startedSpark()).isFalse();
  }

  private Outcome match(String... more) {
    String[] arguments =
        Stream.concat(
                Stream.of(
                    "identity",
                    "match",
                    crm.toString(),
                    shop.toString(),
                    "--map",
                    map.toString(),
                    "--out",
                    out.toString()),
                Stream.of(more))
            .toArray(String[]::new);
    return Outcome.of(arguments);
  }
}
