package io.journeyhouse.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.common.error.JourneyhouseException;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.lake.LakeProbe;
import io.journeyhouse.jobs.workspace.Workspace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What is wrong is said with its mend, and one thing that is wrong hides no other. */
@ExtendWith(SharedSpark.class)
final class DoctorTest {
  @TempDir private Path dir;
  private SparkSession spark;

  @BeforeEach
  void aWorkspaceWithOneSource(SparkSession session) throws IOException {
    spark = session;
    InitCommand.write(dir);
    try (Stream<Path> sources = Files.list(dir.resolve("sources"))) {
      for (Path source : sources.toList()) {
        Files.delete(source);
      }
    }
    Files.writeString(
        dir.resolve("sources/extra.yml"),
        """
        source: extra
        kind: products
        format: csv
        path: data/extra-{date}.csv
        columns:
          product_id: sku
        """);
    Files.createDirectories(dir.resolve("data"));
    Files.writeString(dir.resolve("data/extra-2026-01-01.csv"), "sku\n1\n");
  }

  @Test
  void saysWhatIsRight() {
    Outcome outcome = Outcome.in(dir, "doctor");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.err())
        .contains(
            "ok   Java ",
            "ok   Spark 4.",
            "ok   memory: ",
            "ok   time zone: business days of Europe/Berlin",
            "ok   secrets: ",
            "ok   workspace: ",
            "ok   scratch: ",
            "ok   repository: its tables are complete",
            "ok   clock: ",
            "ok   source extra: 1 file",
            "ok   lake: write and rename",
            "ok   log store: ",
            "ok   tables: 0 fit")
        .doesNotContain("bad ");
    // the probe leaves nothing behind
    assertThat(dir.resolve("lake")).doesNotExist();
  }

  @Test
  void findsAFolderThatIsReadOnly() throws Exception {
    Path lake = Files.createDirectories(dir.resolve("lake"));
    try (Mount mount = Mount.readOnly(lake)) {
      Outcome outcome = Outcome.in(dir, "doctor");

      assertThat(outcome.exitCode()).isEqualTo(4);
      assertThat(outcome.err())
          .contains("bad  JH-2301 the lake ", "cannot be written to", "the right to write")
          .contains("ok   tables: 0 fit");
    }
  }

  @Test
  void findsADiskThatIsFull() throws Exception {
    Path lake = Files.createDirectories(dir.resolve("lake"));
    try (Mount mount = Mount.disk(lake, "1m")) {
      assertThatThrownBy(
              () -> {
                try (var all = Files.newOutputStream(lake.resolve("all"))) {
                  all.write(new byte[2 << 20]);
                }
              })
          .isInstanceOf(IOException.class);

      Outcome outcome = Outcome.in(dir, "doctor");

      assertThat(outcome.exitCode()).isEqualTo(4);
      assertThat(outcome.err())
          .contains("bad  JH-2301 lake: ", " has 0 MB free", "free space there")
          .contains("bad  JH-2301 the lake ", "cannot be written to");
    }
  }

  /** A file system on which nothing can be renamed; also where nothing can be mounted. */
  public static final class Stiff extends RawLocalFileSystem {
    @Override
    public java.net.URI getUri() {
      return java.net.URI.create("stiff:///");
    }

    @Override
    public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to) {
      return false;
    }
  }

  @Test
  void findsAStoreThatCannotRename() {
    spark.sparkContext().hadoopConfiguration().set("fs.stiff.impl", Stiff.class.getName());
    Lake lake = new Lake(spark, "stiff://" + dir + "/lake");

    assertThatThrownBy(() -> new LakeProbe(lake).write())
        .isInstanceOfSatisfying(
            JourneyhouseException.class, e -> assertThat(e.code().exitCode()).isEqualTo(4));
    assertThat(dir.resolve("lake")).doesNotExist();
  }

  @Test
  void refusesALakeThatTwoRunsCouldSpoil() throws IOException {
    String settings = "zone: UTC\ncountry: DE\ncurrency: EUR\nlake: gs://bucket/lake\n";
    Files.writeString(dir.resolve("workspace.yml"), settings);

    for (String command : List.of("doctor", "maintain", "recover")) {
      Outcome outcome = Outcome.in(dir, command);
      assertThat(outcome.exitCode()).as(command).isEqualTo(4);
      assertThat(outcome.err()).contains("JH-2301 the lake gs://bucket/lake is on 'gs'");
    }
  }

  @Test
  void findsARepositoryThatIsNotThereAndLooksOn() throws IOException {
    Files.writeString(
        dir.resolve("workspace.yml"),
        """
        zone: UTC
        country: DE
        currency: EUR
        repository: {url: "jdbc:postgresql://127.0.0.1:1/none", user: nobody}
        """);

    Outcome outcome = Outcome.in(dir, "doctor");

    assertThat(outcome.exitCode()).isEqualTo(4);
    assertThat(outcome.err())
        .contains("bad  JH-2301 the repository jdbc:postgresql://127.0.0.1:1/none", "SQL state 08")
        .contains("ok   source extra", "ok   lake: ");
  }

  @Test
  void findsARepositoryThatIsNotComplete() throws Exception {
    Workspace workspace = Workspace.load(dir);
    assertThat(Outcome.in(dir, "doctor").exitCode()).isZero();
    try (var connection = DriverManager.getConnection(workspace.repository().url(), "sa", "");
        var statement = connection.createStatement()) {
      statement.execute("drop table batch_step_execution_context");
      statement.execute("drop sequence batch_step_execution_seq");
    }

    Outcome outcome = Outcome.in(dir, "doctor");

    assertThat(outcome.exitCode()).isEqualTo(4);
    assertThat(outcome.err())
        .contains("the repository lacks batch_step_execution_context, batch_step_execution_seq");
  }

  @Test
  void findsAClockThatIsWrong() {
    assertThat(doctorAt(Duration.ofSeconds(2))).contains("ok   clock: ");
    assertThat(doctorAt(Duration.ofMinutes(-3)))
        .contains("bad  JH-2301 this machine's clock is ", " s behind that of the repository");
    assertThat(doctorAt(Duration.ofMinutes(3))).contains(" s ahead of that of the repository");
  }

  private String doctorAt(Duration offset) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false);
    new CommandLine(new DoctorCommand(console, Clock.offset(Clock.systemUTC(), offset)))
        .execute("-w", dir.toString());
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void findsASecretThatOthersCanRead() throws IOException {
    Path secret = Files.writeString(dir.resolve("password"), "\n");
    Files.writeString(
        dir.resolve("workspace.yml"),
        """
        zone: UTC
        country: DE
        currency: EUR
        repository: {url: "jdbc:h2:mem:doctor", user: sa, password: "${file:password}"}
        """);
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));

    Outcome bad = Outcome.in(dir, "doctor");
    assertThat(bad.exitCode()).isEqualTo(4);
    assertThat(bad.err()).contains("bad  JH-2105 every user", "chmod o-rwx " + secret);

    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(Outcome.in(dir, "doctor").err()).contains("no other user can read their 1 files");
  }

  @Test
  void refusesAnotherSparkThanItWasBuiltFor() {
    assertThatThrownBy(() -> Machine.versions("4.2.1", "4.4.0"))
        .hasMessageContaining("this is Spark 4.2.1 and Delta 4.4.0")
        .hasMessageContaining("built for Spark 4.2.0");
    assertThat(Machine.versions()).isEqualTo("Spark 4.2.0 and Delta 4.4.0");
  }
}
