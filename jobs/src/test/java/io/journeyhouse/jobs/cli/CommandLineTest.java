package io.journeyhouse.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments, exit codes and messages; nothing here starts Spark. */
final class CommandLineTest {
  static final String[] COMMANDS = {
    "demo",
    "init",
    "generate",
    "plan",
    "run",
    "backfill",
    "source",
    "customer",
    "sql",
    "maintain",
    "doctor",
    "recover"
  };

  @TempDir private Path dir;

  @Test
  void helpListsEveryCommand() {
    Outcome outcome = Outcome.of("--help");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).contains(COMMANDS);
    assertThat(outcome.err()).isEmpty();
  }

  @ParameterizedTest
  @FieldSource("COMMANDS")
  void everyCommandShowsAnExample(String command) {
    Outcome outcome = Outcome.of(command, "--help");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .contains("Example")
        .contains("  journeyhouse " + command)
        .contains("--workspace", "--json", "--verbose");
  }

  @Test
  void versionIsPrinted() {
    assertThat(Outcome.of("--version").out()).startsWith("journeyhouse ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                          | a command is missing",
        "bakfill                                   | did you mean backfill?",
        "run                                       | --date YYYY-MM-DD is missing",
        "run --dat 2026-01-01                      | did you mean --date",
        "run --date 2026-13-01                     | 2026-13-01",
        "run --date yesterday                      | yesterday",
        "run --from 2026-01-01                     | --from and --to go together",
        "run --date 2026-01-01 --to 2026-01-02     | exclude each other",
        "run --from 2026-01-02 --to 2026-01-01     | --to is before --from",
        "plan                                      | --date YYYY-MM-DD is missing",
        "backfill --from 2026-01-01                | --to",
        "backfill --from 2026-01-02 --to 2026-01-01| --to is before --from",
        "backfill --from 2026-01-01 --to 2026-01-02 --chunk week | no period such as P7D",
        "backfill --from 2026-01-01 --to 2026-01-02 --chunk P0D  | not a day or more",
        "customer                                  | ID",
        "customer c_1 --limit 0                    | --limit must be 1 or more",
        "customer c_1 --from 2026-01-02 --to 2026-01-01 | --to is before --from",
        "customer c_1 --unmsk                      | did you mean --unmask",
        "sql                                       | -e=QUERY",
        "sql -e a -f b                             | --execute",
        "sql -f none.sql                           | there is no file none.sql",
        "sql -e a --format xml                     | xml",
        "sql -e a --limit 0                        | --limit must be 1 or more",
        "generate --customers 0                    | --customers must be 1 or more",
        "generate --days many                      | many",
        "demo --customers -1                       | --customers must be 1 or more",
        "doctor --quick                            | --quick",
        "source retract                            | FILE",
        "source remove a.csv                       | remove",
      })
  void wrongArgumentsEndWithTwo(String arguments, String message) {
    Outcome outcome = Outcome.of(arguments == null ? new String[0] : arguments.strip().split(" +"));

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("JH-1101 ").contains(message).contains("To mend: ");
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.startedSpark()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run --date 2026-01-01",
        "backfill --from 2026-01-01 --to 2026-01-02",
        "plan --date 2026-01-01",
        "sql -e select",
        "customer c_1",
        "maintain",
        "identity train",
        "identity quality",
        "identity explain crm:1 crm:2",
        "doctor",
        "recover"
      })
  void aFolderThatIsNoWorkspaceEndsWithFour(String arguments) {
    Outcome outcome = Outcome.in(dir, arguments.split(" "));

    assertThat(outcome.exitCode()).isEqualTo(4);
    assertThat(outcome.err()).contains("JH-2101").contains("is no workspace").contains("init");
    assertThat(outcome.startedSpark()).isFalse();
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void aManifestIsOfTheWorkspaceAndOfNothingElse() throws Exception {
    InitCommand.write(dir);
    Path manifest = dir.resolve("manifest.json");

    assertThat(Outcome.in(dir, "plan", "--manifest", manifest.toString()).exitCode()).isZero();

    // the scheduler's, which is of the default configuration
    assertThat(manifest).hasSameTextualContentAs(Path.of("../airflow/include/manifest.json"));
  }

  @Test
  void aManifestOfOtherContractsIsRefused() throws Exception {
    InitCommand.write(dir);

    Outcome outcome =
        Outcome.in(dir, "run", "--date", "2026-01-01", "--contract-hash", "0123456789abcdef");

    assertThat(outcome.exitCode()).isEqualTo(4);
    assertThat(outcome.err())
        .contains("JH-2204 ", "0123456789abcdef", "plan -w " + dir + " --manifest");
    assertThat(outcome.startedSpark()).isFalse();
  }

  @Test
  void errorsAreJsonToo() {
    Outcome outcome = Outcome.in(dir, "run", "--date", "2026-01-01", "--json");

    assertThat(Json.parse(outcome.out()).get("code").asText()).isEqualTo("JH-2101");
    assertThat(Json.parse(outcome.out()).get("exitCode").asInt()).isEqualTo(4);
  }

  @Test
  void initWritesAWorkspaceThatIsRead() throws Exception {
    Path workspace = dir.resolve("acme");

    Outcome outcome = Outcome.in(workspace, "init");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.err()).contains("Next:");
    assertThat(workspace).isDirectoryContaining("glob:**/workspace.yml");
    assertThat(workspace.resolve("examples")).doesNotExist();
    assertThat(io.journeyhouse.jobs.workspace.Workspace.load(workspace).sources()).isNotEmpty();
  }

  @Test
  void initOverwritesNothing() throws Exception {
    Files.writeString(dir.resolve("journey.yml"), "mine");

    Outcome outcome = Outcome.in(dir, "init");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("journey.yml is there already");
    try (Stream<Path> files = Files.list(dir)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void generateReplacesNoForeignFiles() throws Exception {
    Files.writeString(dir.resolve("letters.txt"), "mine");

    Outcome outcome = Outcome.of("generate", "--out", dir.toString(), "--customers", "1");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("no sample world");
  }

  @Test
  void demoTakesNoForeignWorkspace() throws Exception {
    Files.writeString(dir.resolve("workspace.yml"), "zone: Europe/Berlin\n");

    assertThat(Outcome.in(dir, "demo").exitCode()).isEqualTo(2);
  }
}
