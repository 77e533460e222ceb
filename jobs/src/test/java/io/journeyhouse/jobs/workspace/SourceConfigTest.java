package io.journeyhouse.jobs.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.journeyhouse.common.error.JourneyhouseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a source's mapping may not say, found before anything runs. */
class SourceConfigTest {
  private static final String RECEIPTS =
      "source: till\nkind: pos\nformat: csv\npath: a.csv\n"
          + "columns: {order_id: no, ordered_at: at, net: net}\n";
  private static final String LINES =
      "source: lines\nkind: pos\ngrain: line\nformat: csv\npath: b.csv\n";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          clickstream | {event_id: a, event_typ: b, event_at: c} | sources/s.yml:5: unknown key 'event_typ' | did you mean 'event_type'?
          clickstream | {event_id: a, event_at: c} | sources/s.yml:5: columns maps no 'event_type', which every row needs | add event_type: <expression>
          clickstream | {event_id: a, event_type: b, event_at: c, properties: d} | sources/s.yml:5: unknown key 'properties' |
          clickstream | {event_id: a, event_type: b, event_at: c, _row_hash: d} | sources/s.yml:5: unknown key '_row_hash' |
          clickstream | {event_id: a, event_type: b, event_at: "java_method('a', 'b')"} | sources/s.yml:5: function 'java_method' is not allowed |
          crm | {given_name: a} | sources/s.yml:5: columns maps no 'source_id', which every row needs | add source_id: <expression>
          pos | {order_id: a, ordered_at: b} | sources/s.yml:5: columns maps no 'net', which every row needs |
          spend | {spend_date: a, channel: b, campaign_id: c} | sources/s.yml:5: columns maps no 'cost', which every row needs |
          surveys | {} | sources/s.yml:5: columns maps no 'response_id', which every row needs |
          products | {product_id: a}\\nidentifiers: {email: b} | sources/s.yml:6: identifiers has no place here, these rows are about nobody | remove it
          crm | {source_id: a}\\nidentifiers: {email: b} | sources/s.yml:6: identifiers is for facts, a person's own are columns such as emails, phones and loyalty_id |
          crm | {source_id: a}\\nperson: {source_id: b} | sources/s.yml:6: person is for other kinds, a row of kind: crm is a person |
          spend | {spend_date: a, channel: b, campaign_id: c, cost: d}\\nperson: {source_id: e} | sources/s.yml:6: person has no place here, these rows are about nobody | remove it
          support | {interaction_id: a, opened_at: b}\\nidentifiers: {mail: c} | sources/s.yml:6: unknown key 'mail' | did you mean 'email'?
          support | {interaction_id: a, opened_at: b}\\nperson: {email: c} | sources/s.yml:6: unknown key 'email' | did you mean 'emails'?
          support | {interaction_id: a, opened_at: b}\\nperson: {emails: c} | 'source_id' is missing | add source_id: to person
          support | {interaction_id: a, opened_at: b}\\nreceipts: till | sources/s.yml:6: receipts is for grain: line only |
          pos | {order_id: a, quantity: b, net: c}\\ngrain: line | sources/s.yml:5: columns maps no 'ordered_at', which every row needs |
          pos | {order_id: a, quantity: b, ordered_at: c}\\ngrain: line | sources/s.yml:5: columns maps no 'net', which every row needs |
          pos | {order_id: a, ordered_at: b, net: c, line_no: d} | sources/s.yml:5: unknown key 'line_no' |
          """)
  void refuses(String kind, String columns, String problem, String mend) throws IOException {
    String text = "source: s\nkind: " + kind + "\nformat: csv\npath: s.csv\ncolumns: " + columns;
    source("s", text.replace("\\n", "\n"));
    assertThatThrownBy(this::load)
        .isInstanceOfSatisfying(
            JourneyhouseException.class,
            e -> {
              assertThat(e.getMessage()).contains(problem);
              assertThat(e.mend()).contains(mend == null ? "" : mend);
            });
  }

  @Test
  void lines_belong_to_receipts_or_make_orders_themselves() throws IOException {
    source("till", RECEIPTS);
    source("lines", LINES + "receipts: till\ncolumns: {order_id: no, quantity: q, unit_price: p}");
    assertThat(load().sources().get(0).receipts()).isEqualTo("till");
    source(
        "lines",
        LINES + "columns: {order_id: no, quantity: q, unit_price: p, ordered_at: at, store_id: s}");
    assertThat(load().sources().get(0).receipts()).isNull();
  }

  @Test
  void lines_of_receipts_name_a_source_of_receipts() throws IOException {
    source("till", RECEIPTS);
    source("lines", LINES + "receipts: tills\ncolumns: {order_id: no, quantity: q, net: n}");
    assertThatThrownBy(this::load)
        .hasMessage("sources/lines.yml:6: receipts is 'tills', which is no source of receipts")
        .extracting("mend")
        .isEqualTo("did you mean 'till'?");
    source("lines", LINES + "receipts: lines\ncolumns: {order_id: no, quantity: q, net: n}");
    assertThatThrownBy(this::load).hasMessageContaining("which is no source of receipts");
    source("lines", LINES + "receipts: till\ncolumns: {order_id: no, quantity: q, net: n, tax: t}");
    assertThatThrownBy(this::load).hasMessage("sources/lines.yml:7: unknown key 'tax'");
  }

  private void source(String name, String text) throws IOException {
    Files.createDirectories(folder.resolve("sources"));
    Files.writeString(folder.resolve("sources").resolve(name + ".yml"), text);
    Files.writeString(
        folder.resolve("workspace.yml"), "zone: Europe/Berlin\ncountry: DE\ncurrency: EUR\n");
  }

  private Workspace load() {
    return Workspace.load(folder, Map.of());
  }
}
