package io.journeyhouse.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.common.contract.ContractReader;
import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableContract;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.keys.Hashes;
import io.journeyhouse.common.lake.Commit;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.lake.TableWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code customer} shows, on a lake of two customers and a profile. */
@ExtendWith(SharedSpark.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CustomerCommandTest {
  private static final Contracts CONTRACTS = ContractReader.packagedWith(Main.class);
  private static final String PROFILE = "a_" + Hashes.sha256("loyalty:L99").substring(0, 32);
  private static final String USER = ProcessHandle.current().info().user().orElseThrow();

  /** All that would tell who she is, or what is said of her. */
  private static final String[] PERSONAL = {
    "Ann", "Lee", "ann.lee", "shop.example", "1701234567", "L12345", "1980", "secret", "Bonn"
  };

  @TempDir private static Path dir;

  @BeforeAll
  static void fill() throws IOException {
    InitCommand.write(dir);
    Lake lake = new Lake(SharedSpark.session(), dir.resolve("lake").toString());
    write(
        lake,
        "gold.dim_customer",
        """
        {"customer_id": "c_1", "given_name": "Ann", "family_name": "Lee", "email": "ann.lee@shop.example", \
        "phone": "+491701234567", "city": "Bonn", "country": "DE", "birth_date": "1980-05-12", "gender": "f", \
        "loyalty_id": "L12345", "record_count": 2, "valid_from": "2026-03-02T00:00:00Z", "is_current": true}
        {"customer_id": "c_1", "given_name": "Anna", "record_count": 1, "valid_from": "2026-03-01T00:00:00Z", \
        "valid_to": "2026-03-02T00:00:00Z", "is_current": false}
        {"customer_id": "c_2", "record_count": 1, "valid_from": "2026-03-01T00:00:00Z", "is_current": true}
        """);
    write(
        lake,
        "gold.customer_record_link",
        link("crm:1", "c_1", "email", Hashes.sha256("email:ann.lee@shop.example"), "")
            + link("loyalty:4", "c_1", "phone", Hashes.sha256("phone:+491701234567"), "")
            + link("crm:9", "c_1", "login", "x", "2026-03-03T00:00:00Z")
            + link("crm:2", "c_2", "login", "two", ""));
    write(
        lake,
        "silver.customer_records",
        """
        {"record_key": "crm:1", "source": "crm", "source_id": "1", "emails": ["ann.lee@shop.example"], \
        "phones": ["+491701234567"], "user_ids": [], "device_ids": [], "topics": [], "is_deleted": false, \
        "_source_row_key": "r", "_row_hash": "h", "_window_end": "2026-03-02T00:00:00Z"}
        """);
    write(
        lake,
        "gold.bdg_customer_identifier",
        identifier("email", "ann.lee@shop.example", "c_1")
            + identifier("phone", "+491701234567", null)
            + identifier("loyalty", "L12345", "c_1")
            + identifier("record", "crm:1", "c_1")
            + identifier("login", "two", "c_2"));
    write(lake, "gold.customer_alias", alias("c_0", "merged") + alias("a_device", "identified"));
    write(
        lake,
        "gold.fct_session",
        """
        {"session_id": "s1", "customer_id": "c_1", "unit": "device:d", "started_at": "2026-03-01T22:30:00Z", \
        "ended_at": "2026-03-01T22:40:00Z", "session_date": "2026-03-01", "channel": "direct", "is_paid": false, \
        "landing_page": "https://shop.example/secret", "page_views": 3, "events": 4, "is_engaged": true, \
        "is_bounce": false, "converted": false, "event_types": [], "entry_source": "web", "entry_event_id": "e", \
        "_window_end": "2026-03-02T00:00:00Z"}
        """);
    write(
        lake,
        "silver.orders",
        order("17", "L12345", "12.50") + order("18", "L99", "7.00") + order("19", "two", "5.00"));
    write(
        lake,
        "silver.consents",
        """
        {"consent_id": "5", "source": "consents", "purpose": "marketing", "channel": "email", "status": "granted", \
        "stated_at": "2026-02-01T10:00:00Z", "identifiers": [{"type": "email", "value": "ann.lee@shop.example"}], \
        "_source_row_key": "r", "_row_hash": "h", "_window_end": "2026-03-02T00:00:00Z"}
        """);
    write(
        lake,
        "gold.fct_journey_stage",
        """
        {"customer_id": "c_1", "stage": "customer", "entered_at": "2026-03-01T11:00:00Z", \
        "entered_by": "conversion:purchase", "is_current": true, "matures_at": "2026-06-01T00:00:00Z"}
        """);
    write(
        lake,
        "audience.segment_membership",
        """
        {"audience": "abandoned_cart", "version": 1, "definition_hash": "h", "customer_id": "c_1", \
        "entered_at": "2026-03-02T00:00:00Z", "entered_because": "rule"}
        """);
  }

  @Test
  void shows_all_that_is_known_in_the_order_of_time_and_nothing_of_who_it_is() {
    Outcome outcome = Outcome.in(dir, "customer", "c_1", "--json");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    JsonNode shown = Json.parse(outcome.out());
    assertThat(shown.findValuesAsText("kind"))
        .containsExactly(
            "record", "record", "record", "consent", "order", "stage", "session", "audience");
    assertThat(shown.at("/fields").toString())
        .isEqualTo(
            "{\"given_name\":\"A***\",\"family_name\":\"L***\",\"email\":\"a***@s***.example\","
                + "\"phone\":\"***67\",\"city\":\"B***\",\"country\":\"DE\",\"birth_date\":\"***12\","
                + "\"gender\":\"***\",\"loyalty_id\":\"***45\",\"record_count\":2}");
    assertThat(shown.at("/records").toString()).isEqualTo("[\"crm:1\",\"loyalty:4\"]");
    assertThat(shown.at("/identifiers").findValuesAsText("value"))
        .containsExactly("a***@s***.example", "***45", "***67");
    assertThat(shown.at("/identifiers/2/is_shared").booleanValue()).isTrue();
    assertThat(shown.at("/entries/1/fields/valid_to").textValue())
        .isEqualTo("2026-03-03T00:00:00Z");
    assertThat(shown.at("/entries/4/fields/net").decimalValue()).isEqualByComparingTo("12.50");
    assertThat(shown.at("/entries/6/fields/landing_page").textValue()).isEqualTo("***");
    assertThat(outcome.out()).doesNotContain(PERSONAL);
    assertThat(outcome.err())
        .contains("2026-03-01 23:30:00  session   s1  channel direct")
        .doesNotContain(PERSONAL);
    assertThat(dir.resolve(".journeyhouse").resolve(UnmaskLog.FILE)).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "c_0, c_0 was merged into c_1",
    "a_device, a_device became known as c_1",
    "loyalty:4, loyalty:4 is a record of c_1"
  })
  void a_customer_is_found_by_all_that_he_was_or_has(String id, String way) {
    Outcome outcome = Outcome.in(dir, "customer", id, "--json");

    assertThat(outcome.err()).contains(way);
    assertThat(Json.parse(outcome.out()).get("customer_id").textValue()).isEqualTo("c_1");
    assertThat(Json.parse(outcome.out()).get("found_by").textValue()).isEqualTo(way);
  }

  @Test
  void a_profile_has_the_facts_of_its_identifier() {
    JsonNode shown = Json.parse(Outcome.in(dir, "customer", PROFILE, "--json").out());

    assertThat(shown.at("/entries").findValuesAsText("id")).containsExactly("store:18");
    assertThat(shown.at("/fields")).isEmpty();
  }

  @Test
  void the_latest_entries_of_a_time_are_shown() {
    Outcome some =
        Outcome.in(dir, "customer", "c_1", "--to", "2026-03-01", "--limit", "2", "--json");

    // half past eleven in the evening there
    assertThat(Json.parse(some.out()).findValuesAsText("kind")).containsExactly("stage", "session");
    assertThat(some.err()).contains("5 earlier entries are not shown");
    Outcome none = Outcome.in(dir, "customer", "c_1", "--from", "2027-01-01");
    assertThat(none.exitCode()).isZero();
    assertThat(none.err()).contains("nothing happened in that time");
  }

  @ParameterizedTest
  @CsvSource({
    "c_9, there is no customer c_9",
    "a_9, nothing is known of the anonymous profile a_9",
    "crm:77, there is no record crm:77",
    "crm:9, crm:9 is no record of anybody any more",
    "17, '''17'' is no id'"
  })
  void who_is_not_there_is_said(String id, String message) {
    Outcome outcome = Outcome.in(dir, "customer", id);

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("JH-1101", message, "source:id");
  }

  @Test
  void clear_data_are_for_those_who_are_named_and_each_look_is_noted(@TempDir Path other)
      throws IOException {
    Path log = dir.resolve(".journeyhouse").resolve(UnmaskLog.FILE);
    Path settings = dir.resolve("workspace.yml");
    String before = Files.readString(settings);
    try {
      Outcome nobody = Outcome.in(dir, "customer", "c_1", "--unmask");
      assertThat(nobody.exitCode()).isEqualTo(4);
      assertThat(nobody.err()).contains("JH-2303", "unmask-permissions").doesNotContain(PERSONAL);

      Files.writeString(settings, before + "unmask-permissions: unmask.yml\n");
      assertThat(Outcome.in(dir, "customer", "c_1").err()).contains("JH-2101", "unmask.yml");

      Files.writeString(dir.resolve("unmask.yml"), "users: [somebody_else]\n");
      Outcome another = Outcome.in(dir, "customer", "c_1", "--unmask");
      assertThat(another.exitCode()).isEqualTo(4);
      assertThat(another.err()).contains("unmask.yml does not name the user " + USER);
      assertThat(log).doesNotExist();

      Files.writeString(dir.resolve("unmask.yml"), "users:\n  - somebody_else\n  - " + USER + "\n");
      Outcome named = Outcome.in(dir, "customer", "c_0", "--unmask", "--json");
      assertThat(named.exitCode()).as(named.err()).isZero();
      assertThat(Json.parse(named.out()).at("/fields/family_name").textValue()).isEqualTo("Lee");
      assertThat(Json.parse(named.out()).at("/identifiers").findValuesAsText("value"))
          .containsExactly("ann.lee@shop.example", "L12345", "+491701234567");
      Outcome.in(dir, "customer", "c_1", "--unmask");
      List<String> lines = Files.readAllLines(log);
      assertThat(lines).hasSize(2);
      assertThat(Json.parse(lines.get(0)).get("user").textValue()).isEqualTo(USER);
      assertThat(Json.parse(lines.get(0)).get("customer_id").textValue()).isEqualTo("c_1");
      assertThat(Json.parse(lines.get(0)).get("at").textValue()).endsWith("Z");
      assertThat(Files.readString(log)).doesNotContain(PERSONAL);
    } finally {
      Files.writeString(settings, before);
    }
  }

  private static void write(Lake lake, String table, String lines) {
    SparkSession spark = SharedSpark.session();
    TableContract contract = CONTRACTS.get(TableName.of(table));
    new TableWriter(lake)
        .append(
            contract,
            spark
                .read()
                .schema(contract.schema())
                .json(spark.createDataset(lines.lines().toList(), Encoders.STRING())),
            new Commit("test", 1, "{}"));
  }

  private static String link(String key, String customer, String type, String value, String until) {
    return """
        {"record_key": "%s", "customer_id": "%s", "identifiers": [{"type": "%s", "value": "%s"}], \
        "first_seen_at": "2026-01-01T00:00:00Z", "valid_from": "2026-03-01T00:00:00Z", %s, \
        "resolved_at": "2026-03-01T00:00:00Z"}
        """
        .formatted(
            key,
            customer,
            type,
            value,
            until.isEmpty()
                ? "\"is_current\": true"
                : "\"is_current\": false, \"valid_to\": \"" + until + "\"");
  }

  private static String identifier(String type, String value, String customer) {
    boolean isDirect = type.equals("email") || type.equals("phone");
    return """
        {"identifier_type": "%s", "identifier_value_hash": "%s", %s%s"confidence": 1.0, "is_shared": %s}
        """
        .formatted(
            type,
            Hashes.sha256(type + ":" + value),
            isDirect ? "" : "\"identifier_value\": \"" + value + "\", ",
            customer == null ? "" : "\"customer_id\": \"" + customer + "\", ",
            customer == null);
  }

  private static String alias(String old, String reason) {
    return """
        {"old_id": "%s", "customer_id": "c_1", "reason": "%s", "valid_from": "2026-03-02T00:00:00Z", "run_id": "r"}
        """
        .formatted(old, reason);
  }

  private static String order(String id, String card, String net) {
    return """
        {"order_id": "%s", "source": "store", "order_type": "sale", "ordered_at": "2026-03-01T11:00:00Z", \
        "order_date": "2026-03-01", "net": %s, "currency": "EUR", \
        "identifiers": [{"type": "loyalty", "value": "%s"}], "_source_row_key": "r", "_row_hash": "h", \
        "_window_end": "2026-03-02T00:00:00Z"}
        """
        .formatted(id, net, card);
  }
}
