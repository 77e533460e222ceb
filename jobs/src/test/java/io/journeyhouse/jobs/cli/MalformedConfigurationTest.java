package io.journeyhouse.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One fault each in a workspace that is right: the message says where and how to mend it. */
final class MalformedConfigurationTest {
  private static final String MINIMAL =
      """
      source: extra
      kind: products
      format: csv
      path: data/extra-{date}.csv
      columns:
        product_id: sku
      """;

  @TempDir private Path dir;

  static Stream<Arguments> replaced() {
    return Stream.of(
        fault("workspace.yml", "zone: E", "zonne: E", "JH-2102", ":4:", "did you mean 'zone'"),
        fault("workspace.yml", "Europe/Berlin", "Europe/Berlim", "JH-2103", ":4:", "a time zone"),
        fault("workspace.yml", "country: DE", "country: Germany", "JH-2103", ":5:", "two letters"),
        fault("workspace.yml", "currency: EUR", "currency: EURO", "JH-2103", ":6:", "a currency"),
        fault("workspace.yml", "currency: EUR", "zone: UTC", "JH-2103", ":6:", "remove one"),
        fault("workspace.yml", "currency: EUR", "\tcurrency: EUR", "JH-2104", ":6:", "indent"),
        fault("workspace.yml", "# lake: lake", "lake: [lake]", "JH-2103", ":8:", "commented"),
        fault("workspace.yml", "# memory: 4g", "memory: 4 GB", "JH-2103", ":9:", "4g"),
        fault("workspace.yml", "# lake: lake", "lake: ${vault:lake}", "JH-2103", ":8:", "${env:"),
        fault("workspace.yml", "# lake: lake", "lake: ${env:NO_SUCH}", "JH-2105", ":8:", "export"),
        repository("url: postgres://db/x", "JH-2103", ":2:", "jdbc:postgresql://"),
        repository("url: jdbc:postgresql://db/x?password=x", "JH-2105", ":2:", "take it out"),
        repository("url: jdbc:h2:mem:x\n  password: secret", "JH-2105", ":3:", "${env:NAME}"),
        repository(
            "url: jdbc:h2:mem:x\n  password: ${env:NO_SUCH}", "JH-2105", ":3:", "export NO_SUCH"),
        repository(
            "url: jdbc:h2:mem:x\n  password: ${file:no/such}", "JH-2105", ":3:", "create it"),
        repository("url: jdbc:h2:mem:x\n  pass: x", "JH-2102", ":3:", "password"),
        repository("url: jdbc:h2:mem:x\n  lease-seconds: 1", "JH-2103", ":3:", "3 or more"),
        fault("workspace.yml", "# spark:  ", "spark: {ui: off} #", "JH-2103", ":", "spark."),
        retention("tabels: P7D", "JH-2102", "did you mean 'tables'"),
        retention("tables: 7 days", "JH-2103", "a duration"),
        retention("tables: PT1H", "JH-2103", "less than a day"),
        retention("history: P0D", "JH-2103", "P1D or more"),
        fault(
            "workspace.yml",
            "# spark:  ",
            "spark: {spark.hadoop.fs.s3a.secret.key: x} #",
            "JH-2105",
            ":",
            "${env:NAME}"),
        fault(
            "workspace.yml",
            "# spark:  ",
            "spark: {spark.delta.logStore.s3a.impl: x} #",
            "JH-2103",
            ":",
            "foreign-log-store: true"),
        fault("identity.yml", "email: 5", "email: 0", "JH-2103", ":8:", "write 1 or more"),
        fault("identity.yml", "email: 5", "email: five", "JH-2103", ":8:", "a whole number"),
        fault("identity.yml", "email: 5", "mail: 5", "JH-2102", ":8:", "did you mean 'email'"),
        fault(
            "identity.yml",
            "family_name: surname",
            "familyname: surname",
            "JH-2103",
            ":",
            "family_name"),
        fault(
            "identity.yml",
            "city: city",
            "city: town",
            "JH-2103",
            ":",
            "no column is known to hold"),
        fault("identity.yml", "city: city", "city: {field: place}", "JH-2103", ":", "kind: code"),
        fault("identity.yml", "block: 500", "block: 1", "JH-2103", ":", "write 2 or more"),
        fault("identity.yml", "generic: 25", "generics: 25", "JH-2102", ":", "mean 'generic'"),
        fault("identity.yml", "(123456789|", "(123456789|(", "JH-2103", ":", "in quotes"),
        fault("identity.yml", "loyalty: 1", "loyalty: 0", "JH-2103", ":", "write 1 or more"),
        fault("identity.yml", "device: 10\n", "devices: 10\n", "JH-2102", ":", "mean 'device'"),
        fault("identity.yml", "{records: 200", "{record: 200", "JH-2102", ":", "mean 'records'"),
        decision("crm:1,crm:2,ann,2026-03-02,", "JH-2104", "the columns are"),
        decision("merge,crm:1,crmm:2,ann,2026-03-02,", "JH-2103", "did you mean 'crm'"),
        golden("family_name: most_frequnt", "JH-2103", "did you mean 'most_frequent'"),
        golden("familyname: longest", "JH-2102", "did you mean 'family_name'"),
        golden("family_name: union", "JH-2103", "use one of: source_priority"),
        golden("family_name: source_priority", "JH-2103", "sources: [crm]"),
        golden(
            "family_name: {rule: source_priority, sources: [crn]}",
            "JH-2103",
            "did you mean 'crm'"),
        golden("family_name: {rule: min, sources: [crm]}", "JH-2103", "rule: source_priority"),
        golden(
            "family_name: {rule: verified_first, by: user_id}",
            "JH-2103",
            "did you mean 'user_ids'"),
        fault("identity.yml", "size: 10", "size: 0", "JH-2103", ":", "write 1 or more"),
        fault("identity.yml", "size: 10", "sise: 10", "JH-2102", ":", "did you mean 'size'"),
        fault("identity.yml", "quarters: 60", "quarters: 9", "JH-2103", ":", "write 10 or more"),
        fault("journey.yml", "PT30M", "30 minutes", "JH-2103", ":3:", "a duration"),
        fault("journey.yml", "lookback:", "look-back:", "JH-2102", ":39:", "mean 'lookback'"),
        fault("channels.yml", "affiliate'", "affiliate' and", "JH-2106", ":6:", "correct the SQL"),
        fault("channels.yml", "utm_medium = 'sms'", "medium = 'sms'", "JH-2106", ":8:", "utm_"),
        source("kind: products", "kind: product", "JH-2103", ":2:", "did you mean 'products'"),
        source("format: csv", "format: excel", "JH-2103", ":3:", "use one of: csv"),
        source("source: extra", "source: Extra 1", "JH-2103", ":1:", "lower case"),
        source("source: extra", "source: catalog", "JH-2103", ":1:", "another name"),
        source("path:", "paths:", "JH-2102", ":4:", "did you mean 'path'"),
        source("path: data/extra-{date}.csv\n", "", "JH-2103", ":1:", "add path:"),
        source("columns:\n", "grain: line\ncolumns:\n", "JH-2103", ":5:", "remove it"),
        source("columns:\n", "csv: {delimiter: ';;'}\ncolumns:\n", "JH-2103", ":5:", "write for"),
        source("columns:\n", "csv: {encoding: utf-9}\ncolumns:\n", "JH-2103", ":5:", "UTF-8"),
        source("columns:\n", "jdbc: {url: x}\ncolumns:\n", "JH-2103", ":5:", "format: jdbc"),
        source("  product_id: sku\n", "  - sku\n", "JH-2103", ":6:", "commented example"),
        source("columns:\n", "expected-by: 6\ncolumns:\n", "JH-2103", ":5:", "06:00"),
        source("columns:\n", "on-missing: stop\ncolumns:\n", "JH-2103", ":5:", "expected-by"),
        source(
            "columns:\n",
            "expected-by: \"06:00\"\non-missing: fail\ncolumns:\n",
            "JH-2103",
            ":6:",
            "use one of: wait, warn, stop"),
        source(
            "columns:\n",
            "expected-by: \"06:00\"\non-missing: warn\ngive-up-after: PT1H\ncolumns:\n",
            "JH-2103",
            ":7:",
            "remove it"),
        fault(
            "workspace.yml", "# max-catch-up: 7", "max-catch-up: -1", "JH-2103", ":", "0 or more"),
        source("sku\n", "sku\n  sku: sku\n", "JH-2102", ":7:", ""),
        source("sku\n", "\"cast(sku as\"\n", "JH-2106", ":6:", "correct the SQL"),
        source("sku\n", "java_method('java.lang.System', 'exit', 1)\n", "JH-2106", ":6:", "plain"),
        source("sku\n", "reflect('java.lang.System', 'getenv', sku)\n", "JH-2106", ":6:", ""),
        source("sku\n", "(select max(x) from y)\n", "JH-2106", ":6:", "no subqueries"),
        source("sku\n", "concat(sku, current_date)\n", "JH-2106", ":6:", "with a column"),
        source("sku\n", "sku\nidentifiers: {email: x}\n", "JH-2103", ":7:", "remove it"),
        fault("sources/surveys.yml", "  email: e", "  mail: e", "JH-2102", ":14:", "'email'"),
        fault(
            "sources/store_lines.yml", "receipts: store ", "receipts: shop ", "JH-2103", ":5:", ""),
        fault(
            "sources/store_lines.yml",
            "receipts: store ",
            "receipts: store_lines ",
            "JH-2103",
            ":5:",
            ""));
  }

  private static Arguments fault(
      String file, String from, String to, String code, String line, String mend) {
    return Arguments.of(file, from, to, code, file + line, mend);
  }

  private static Arguments decision(String line, String code, String mend) {
    String header = "action,left,right,by,at,reason\n";
    return fault("identity/decisions.csv", header, header + line + "\n", code, ":8:", mend);
  }

  private static Arguments repository(String settings, String code, String line, String mend) {
    return Arguments.of(
        "workspace.yml",
        "\0",
        "repository:\n  " + settings + "\nzone: UTC\ncountry: DE\ncurrency: EUR\n",
        code,
        "workspace.yml" + line,
        mend);
  }

  private static Arguments retention(String setting, String code, String mend) {
    return fault(
        "workspace.yml", "# retention:", "retention: {" + setting + "} #", code, ":21:", mend);
  }

  private static Arguments golden(String line, String code, String mend) {
    return fault("identity.yml", "family_name: most_frequent", line, code, ":", mend);
  }

  private static Arguments source(String from, String to, String code, String line, String mend) {
    return fault("sources/extra.yml", from, to, code, line, mend);
  }

  @ParameterizedTest
  @MethodSource("replaced")
  void isRefusedBeforeSpark(
      String file, String from, String to, String code, String where, String mend)
      throws IOException {
    InitCommand.write(dir);
    Files.writeString(dir.resolve("sources/extra.yml"), MINIMAL);
    Path changed = dir.resolve(file);
    String right = Files.readString(changed);
    // \0 replaces the whole file
    String wrong = from.equals("\0") ? to : right.replace(from, to);
    assertThat(wrong).isNotEqualTo(right);
    Files.writeString(changed, wrong);

    refused(code, where, mend);
  }

  @Test
  void theWorkspaceIsRightWithoutAFault() throws IOException {
    InitCommand.write(dir);
    Files.writeString(dir.resolve("sources/extra.yml"), MINIMAL);

    assertThat(io.journeyhouse.jobs.workspace.Workspace.load(dir).sources())
        .anyMatch(source -> source.name().equals("extra"));
  }

  @Test
  void anEmptyFileIsRefused() throws IOException {
    InitCommand.write(dir);
    Files.writeString(dir.resolve("journey.yml"), "");

    refused("JH-2104", "journey.yml:1:", "correct the line");
  }

  @Test
  void aFileThatIsNotTextIsRefused() throws IOException {
    InitCommand.write(dir);
    Files.write(dir.resolve("identity.yml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 'a'});

    refused("JH-2101", "identity.yml:1:", "UTF-8");
  }

  @Test
  void aWorkspaceWithoutSourcesIsRefused() throws IOException {
    InitCommand.write(dir);
    try (Stream<Path> files = Files.list(dir.resolve("sources"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }

    refused("JH-2101", "sources:1:", "describe one");
  }

  private void refused(String code, String where, String mend) {
    Outcome outcome = Outcome.in(dir, "run", "--date", "2026-01-01");

    assertThat(outcome.exitCode()).isEqualTo(4);
    assertThat(outcome.err()).startsWith(code + " " + where).contains("To mend: ").contains(mend);
    assertThat(outcome.startedSpark()).isFalse();
  }
}
