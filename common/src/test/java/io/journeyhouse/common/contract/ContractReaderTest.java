package io.journeyhouse.common.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.journeyhouse.common.config.YamlNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractReaderTest {
  private static final String GOOD =
      """
      table: gold.thing
      grain: one thing
      owner: platform
      key: [id]
      inputs: ["bronze.pos_*", silver.orders]
      write: {mode: replace-keys, column: at, keys: [id]}
      layout: {cluster-by: [at], stats-columns: [at]}
      erase: {action: delete, subject: id}
      columns:
        - {name: id, type: string, required: true, doc: "Its id"}
        - {name: at, type: timestamp, doc: "When"}
        - {name: mail, type: string, doc: "Mail", pii: direct}
      expectations:
        - {name: has-mail, sql: "mail is not null", on-fail: warn}
        - {name: one-each, unique: [id], on-fail: stop}
      """;

  @Test
  void reads_a_whole_contract() {
    TableContract contract = parse(GOOD);
    assertThat(contract.name()).isEqualTo(TableName.of("gold.thing"));
    assertThat(contract.write().mode()).isEqualTo(WriteMode.REPLACE_KEYS);
    assertThat(contract.columnNames()).containsExactly("id", "at", "mail");
    assertThat(contract.schema().apply("id").nullable()).isFalse();
    assertThat(contract.schema().apply("id").getComment().get()).isEqualTo("Its id");
    assertThat(contract.declaresInput(TableName.of("bronze.pos_till"))).isTrue();
    assertThat(contract.declaresInput(TableName.of("bronze.crm_main"))).isFalse();
    assertThat(contract.hash()).isEqualTo(parse(GOOD).hash()).hasSize(16);
    assertThat(contract.hash()).isNotEqualTo(parse(GOOD.replace("Its id", "An id")).hash());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "grain: one thing|grane: one thing|t.yml:2: unknown key 'grane'",
        "mode: replace-keys|mode: replace-key|t.yml:6: mode must not be 'replace-key'",
        "stats-columns: [at]|stats-columns: [mail]|would stand in clear",
        "type: timestamp|type: boolean|has no bounds to skip by",
        "key: [id]|key: [idd]|t.yml:4: there is no column 'idd'",
        "key: [id]|key: []|has no key",
        "subject: id|subject: person|there is no column 'person'",
        "type: timestamp|type: timestmp|t.yml:11: type 'timestmp' is not known",
        "doc: \"When\"|doc: \"\"|doc is empty",
        "mail is not null|java_method('a') is not null|function 'java_method' is not allowed",
        "mail is not null|male is not null|unknown column 'male'",
        "name: mail|name: at|t.yml:12: column 'at' is declared twice",
        "unique: [id], on-fail: stop|unique: [id], on-fail: quarantine|cannot be told apart",
        "pii: direct|pii: secret|pii must not be 'secret'",
        "table: gold.thing|table: thing|is no table name",
        "{mode: replace-keys, column: at, keys: [id]}|{mode: replace-window}|needs a time column",
        "{action: delete, subject: id}|{action: none}|'reason' is missing"
      })
  void says_where_a_contract_is_wrong(String good, String bad, String message) {
    assertThat(GOOD).contains(good);
    assertThatThrownBy(() -> parse(GOOD.replace(good, bad))).hasMessageContaining(message);
  }

  private static TableContract parse(String text) {
    return ContractReader.parse(YamlNode.parse(text, "t.yml"));
  }
}
