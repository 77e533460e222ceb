package io.journeyhouse.jobs.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.common.config.YamlNode;
import io.journeyhouse.common.contract.ContractReader;
import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableContract;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.keys.Hashes;
import io.journeyhouse.common.lake.Commit;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.lake.TableWriter;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.RunContext;
import io.journeyhouse.common.run.RunLog;
import io.journeyhouse.common.run.TableResult;
import io.journeyhouse.jobs.workspace.AudienceConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The files themselves and what a restart does; who gets into them is shown by the cases. */
@ExtendWith(SharedSpark.class)
class ExportTest {
  private static final DateWindow DAY =
      DateWindow.ofDay(LocalDate.of(2026, 3, 2), ZoneId.of("Europe/Berlin"));
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-03T02:00:00Z"), ZoneOffset.UTC);
  private static final Contracts CONTRACTS = ContractReader.readAll(Path.of("../sql"));
  private static final AudienceConfig EMAIL = audience("win_back", "email");
  private static final AudienceConfig SMS = audience("text_us", "sms");
  private static final String BATCH =
      "concat_ws(' ', batch_id, audience, version, as_of, file, rows, members, sha256)";

  @TempDir Path folder;
  private Path workspace;
  private Path csv;
  private Path manifest;
  private Lake lake;
  private RunLog log;

  @BeforeEach
  void fill(SparkSession spark) {
    workspace = folder.resolve("workspace");
    csv = workspace.resolve("exports/win_back/2026-03-02/win_back.csv");
    manifest = csv.resolveSibling("manifest.json");
    lake = new Lake(spark, folder.resolve("lake").toString());
    log = new RunLog(lake, CONTRACTS, CLOCK);
    put(
        "gold.dim_customer",
        "('c_2', 'Zo\\u00eb, \"Z\"', 'M\\u00fcller', 'zoe@example.com', '+491701234567'),"
            + "('c_1', 'Ann', '=HYPERLINK(\"x\")', 'ann@example.com', '+1(0)'),"
            + "('c_3', '@SUM(1)', '-2+3', '+1-1@example.com', null),"
            + "('c_4', null, '\\u2019t Hooft', 'hooft@example.com', '+491701234567')",
        "customer_id, given_name, family_name, email, phone",
        "1 as record_count, timestamp'2026-01-01' as valid_from, true as is_current");
    put(
        "gold.bdg_customer_identifier",
        "('c_1', '1'), ('c_2', '2'), ('c_3', '3'), ('c_4', '4')",
        "customer_id, identifier_value",
        "'loyalty' as identifier_type, sha2('loyalty:' || identifier_value, 256) as"
            + " identifier_value_hash, 1.0 as confidence, false as is_shared");
    for (AudienceConfig audience : List.of(EMAIL, SMS)) {
      put(
          "audience.segment_membership",
          "('c_1'), ('c_2'), ('c_3'), ('c_4')",
          "customer_id",
          "'%s' as audience, 3 as version, '%s' as definition_hash, timestamp'2026-02-28 23:00:00' as entered_at, 'rule' as entered_because"
              .formatted(audience.name(), audience.definitionHash()));
    }
  }

  @Test
  void writes_what_a_machine_can_read_and_a_spreadsheet_cannot_run() throws Exception {
    grant();
    TableResult result = export(EMAIL, SMS);
    assertThat(Files.readString(csv))
        .isEqualTo(
            "customer_id,email,given_name,family_name,entered_at\r\n"
                + "c_1,ann@example.com,Ann,,2026-02-28T23:00:00Z\r\n"
                + "c_2,zoe@example.com,\"Zo\u00eb, \"\"Z\"\"\",M\u00fcller,2026-02-28T23:00:00Z\r\n"
                + "c_4,hooft@example.com,,\u2019t Hooft,2026-02-28T23:00:00Z\r\n");
    assertThat(Files.readString(workspace.resolve("exports/text_us/2026-03-02/text_us.csv")))
        .isEqualTo(
            "customer_id,phone,given_name,family_name,entered_at\r\n"
                + "c_2,+491701234567,\"Zo\u00eb, \"\"Z\"\"\",M\u00fcller,2026-02-28T23:00:00Z\r\n");
    assertThat(result.notes())
        .containsExactly(
            "text_us: 1 of 4 members in exports/text_us/2026-03-02/text_us.csv; held back: 1"
                + " no-address, 1 unsafe-address, 1 same-address",
            "win_back: 3 of 4 members in exports/win_back/2026-03-02/win_back.csv; held back: 1"
                + " unsafe-address");
    JsonNode told = new ObjectMapper().readTree(manifest.toFile());
    byte[] bytes = Files.readAllBytes(csv);
    assertThat(told.get("rows").asInt()).isEqualTo(3);
    assertThat(told.get("bytes").asInt()).isEqualTo(bytes.length);
    assertThat(told.get("sha256").asText()).isEqualTo(Hashes.sha256(Files.readString(csv)));
    assertThat(told.get("version").asInt()).isEqualTo(3);
    assertThat(told.get("as_of").asText()).isEqualTo("2026-03-02T23:00:00Z");
    assertThat(told.get("definition").asText()).isEqualTo("purchases > 0");
    assertThat(told.get("held_back").get("unsafe-address").asInt()).isEqualTo(1);
    assertThat(told.get("names_left_empty").asInt()).isEqualTo(1);
    assertThat(batches(BATCH)).hasSize(2).allSatisfy(row -> assertThat(row).contains(" 3 2026-03"));
    assertThat(batches("sha256")).contains(told.get("sha256").asText());
    log.flush();
    assertThat(lake.read(TableName.of("ops.run")).toJSON().collectAsList())
        .isNotEmpty()
        .noneMatch(row -> row.contains("@example.com") || row.contains("+49"));
  }

  @Test
  void without_any_consent_nobody_is_exported_and_the_note_says_why() throws Exception {
    TableResult result = export(EMAIL);
    assertThat(Files.readAllLines(csv)).hasSize(1);
    assertThat(result.notes())
        .containsExactly(
            "win_back: 0 of 4 members in exports/win_back/2026-03-02/win_back.csv; held back: 4"
                + " no-consent",
            "nobody may be contacted, because no consent was ever loaded: configure a source of"
                + " kind consents");
  }

  @Test
  void a_second_start_leaves_the_same_bytes_and_one_batch() throws Exception {
    grant();
    export(EMAIL);
    byte[] before = Files.readAllBytes(csv);
    byte[] manifestBefore = Files.readAllBytes(manifest);
    List<String> batchesBefore = batches(BATCH);

    // as killed between file and manifest, with a half file of the next attempt beside it
    Files.delete(manifest);
    Files.writeString(csv.resolveSibling(".win_back.csv.part"), "customer_id,em");
    TableResult again = export(EMAIL);
    assertThat(again.status()).isEqualTo(TableResult.Status.ALREADY_WRITTEN);
    assertThat(Files.readAllBytes(csv)).isEqualTo(before);
    assertThat(Files.readAllBytes(manifest)).isEqualTo(manifestBefore);
    assertThat(batches(BATCH)).isEqualTo(batchesBefore);
    try (Stream<Path> files = Files.list(csv.getParent())) {
      assertThat(files).containsExactlyInAnyOrder(csv, manifest);
    }
  }

  @Test
  void a_forced_run_takes_the_place_of_the_first() throws Exception {
    export(1, EMAIL);
    assertThat(batches("rows")).containsExactly("0");
    grant();
    export(2, EMAIL);
    assertThat(batches("rows")).containsExactly("3");
    assertThat(Files.readAllLines(csv)).hasSize(4);
  }

  @Test
  void members_of_an_older_definition_are_not_exported() {
    AudienceConfig changed =
        AudienceConfig.read(
            YamlNode.parse(text("win_back", "email").replace("> 0", "> 1"), "audiences/w.yml"));
    assertThatThrownBy(() -> export(changed))
        .hasMessageStartingWith("audiences/w.yml:5: win_back was changed after its members");
    assertThat(csv).doesNotExist();
  }

  private TableResult export(AudienceConfig... audiences) {
    return export(1, audiences);
  }

  private TableResult export(int attempt, AudienceConfig... audiences) {
    return new ExportStep(workspace, List.of(audiences), lake, CONTRACTS, log)
        .run(RunContext.of("export", DAY, attempt, CLOCK.instant()));
  }

  private void grant() {
    put(
        "silver.consents",
        "('1', 'email'), ('2', 'email'), ('3', 'email'), ('4', 'email'),"
            + "('1', 'sms'), ('2', 'sms'), ('3', 'sms'), ('4', 'sms')",
        "card, channel",
        "card || channel as consent_id, 'consents' as source, 'marketing' as purpose, 'granted' as"
            + " status, timestamp'2026-02-01' as stated_at, array(named_struct('type', 'loyalty',"
            + " 'value', card)) as identifiers, 'k' as _source_row_key, 'h' as _row_hash,"
            + " timestamp'2026-03-02 23:00:00' as _window_end");
  }

  /** Rows of {@code values} with more columns beside them, into a table. */
  private void put(String table, String values, String names, String more) {
    TableContract contract = CONTRACTS.get(TableName.of(table));
    Dataset<Row> given =
        lake.spark().sql("select *, " + more + " from values " + values + " as v(" + names + ")");
    List<String> present = List.of(given.columns());
    org.apache.spark.sql.Column[] columns =
        contract.columns().stream()
            .map(
                c ->
                    (present.contains(c.name()) ? functions.col(c.name()) : functions.lit(null))
                        .cast(c.type())
                        .as(c.name()))
            .toArray(org.apache.spark.sql.Column[]::new);
    new TableWriter(lake)
        .append(contract, given.select(columns), new Commit("test " + more + values, 1, "{}"));
  }

  private List<String> batches(String expression) {
    return lake
        .read(ExportBatchJob.TABLE)
        .selectExpr("cast(" + expression + " as string)")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  private static AudienceConfig audience(String name, String channel) {
    return AudienceConfig.read(YamlNode.parse(text(name, channel), "audiences/" + name + ".yml"));
  }

  private static String text(String name, String channel) {
    return """
    audience: %s
    description: Bought before
    channel: %s
    consent: {purpose: marketing}
    when: "purchases > 0"
    """
        .formatted(name, channel);
  }
}
