package io.journeyhouse.jobs.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.JourneyhouseException;
import io.journeyhouse.common.lake.CommitGuard;
import io.journeyhouse.jobs.workspace.Repository;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.LocalDate;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On an H2 file and on a real PostgreSQL. */
@Isolated("what it sets stops the commits of all")
final class LeaseTest {
  private static final Duration EXPIRY = Duration.ofSeconds(5);

  @TempDir private static Path dir;

  static Stream<Repository> repositories() throws Exception {
    return Databases.both(dir, EXPIRY);
  }

  private static void change(Repository repository, String change) throws Exception {
    try (var connection = DriverManager.getConnection(repository.url(), repository.user(), "");
        var statement = connection.createStatement()) {
      statement.execute("update journeyhouse_lake_lease set " + change);
    }
  }

  private static long token(Repository repository) throws Exception {
    try (var connection = DriverManager.getConnection(repository.url(), repository.user(), "");
        var rows =
            connection
                .createStatement()
                .executeQuery("select token from journeyhouse_lake_lease")) {
      assertThat(rows.next()).isTrue();
      return rows.getLong(1);
    }
  }

  @ParameterizedTest
  @MethodSource("repositories")
  void tokensOnlyGrow(Repository repository) throws Exception {
    try (JobDatabase database = JobDatabase.open(repository)) {
      for (int i = 1; i <= 3; i++) {
        try (Lease lease = database.lease("s3a://bucket/lake")) {
          assertThat(lease.isTakenOver()).isFalse();
          assertThat(token(repository)).isEqualTo(i);
          lease.require();
          assertThat(token(repository)).isEqualTo(i);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("repositories")
  void theHolderIsNamed(Repository repository) {
    try (JobDatabase database = JobDatabase.open(repository);
        Lease lease = database.lease("s3a://bucket/lake")) {
      lease.tell("identity of " + LocalDate.of(2026, 3, 1));
      assertThatThrownBy(() -> database.lease("s3a://bucket/lake/"))
          .isInstanceOfSatisfying(
              JourneyhouseException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_RUNNING))
          .hasMessageMatching(
              "another run is at work on s3a://bucket/lake \\(process "
                  + ProcessHandle.current().pid()
                  + " on \\S+, since 20\\S+Z, identity of 2026-03-01\\)");
    }
  }

  @ParameterizedTest
  @MethodSource("repositories")
  void whoLostItMayNotCommitAndIsToldByWhom(Repository repository) throws Exception {
    try (JobDatabase database = JobDatabase.open(repository);
        Lease stale = database.lease("lake")) {
      CommitGuard.check();
      change(repository, "expires_at = current_timestamp");
      assertThat(stale.loss()).as("nobody took it").isEmpty();
      change(repository, "expires_at = current_timestamp");
      // a process that lives, yet gave no sign
      try (Lease next = database.lease("lake")) {
        assertThat(next.isTakenOver()).isTrue();
        next.require();
        assertThatThrownBy(stale::require)
            .isInstanceOfSatisfying(
                JourneyhouseException.class,
                e -> assertThat(e.describe()).contains("JH-4101", "this run lost", "process"));
        stale.close();
        CommitGuard.check();
        change(repository, "token = token + 1");
        assertThatThrownBy(CommitGuard::check).isInstanceOf(JourneyhouseException.class);
      }
      CommitGuard.check();
    }
  }

  @ParameterizedTest
  @MethodSource("repositories")
  void aLeaseFromAnotherMachineCountsUntilItExpires(Repository repository) throws Exception {
    try (JobDatabase database = JobDatabase.open(repository);
        Lease first = database.lease("a lake")) {
      change(repository, "host = 'elsewhere', pid = 999999999");
      assertThatThrownBy(() -> database.lease("a lake")).hasMessageContaining("elsewhere");
      change(repository, "expires_at = current_timestamp");
      try (Lease second = database.lease("a lake")) {
        assertThat(second.isTakenOver()).isTrue();
      }
    }
  }

  /** The same process id on a machine of another name is another process. */
  @Test
  void aProcessIdCountsOnItsOwnHost() throws Exception {
    Repository repository = Databases.postgres(EXPIRY);
    Path stuck = dir.resolve("elsewhere");
    Process child =
        new ProcessBuilder(
                "unshare",
                "--uts",
                "sh",
                "-c",
                "hostname elsewhere && exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KilledRun.class.getName(),
                repository.url(),
                String.valueOf(repository.user()),
                stuck.toString(),
                String.valueOf(EXPIRY.toSeconds()))
            .redirectErrorStream(true)
            .redirectOutput(new File(stuck + ".log"))
            .start();
    try (JobDatabase database = JobDatabase.open(repository)) {
      for (int i = 0; i < 1200 && !Files.exists(stuck) && child.isAlive(); i++) {
        Thread.sleep(50);
      }
      assertThat(stuck).exists();
      long pid = child.pid();
      child.destroyForcibly();
      assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThatThrownBy(() -> database.lease("a lake"))
          .hasMessageContaining("process " + pid + " on elsewhere, since ")
          .hasMessageContaining("identity of 2026-03-01");
      Thread.sleep(EXPIRY.plusSeconds(1).toMillis());
      try (Lease lease = database.lease("a lake")) {
        assertThat(lease.isTakenOver()).isTrue();
      }
    } finally {
      child.destroyForcibly();
    }
  }

  @Test
  void aLakeHasOneNameHoweverItIsWritten() throws Exception {
    Path lake = Files.createDirectories(dir.resolve("place/lake"));
    Path link = Files.createSymbolicLink(dir.resolve("link"), dir.resolve("place"));
    assertThat(
            Stream.of(
                lake + "/",
                "file://" + lake,
                "file:" + lake + "/",
                lake + "/../lake",
                link + "/lake",
                Path.of("").toAbsolutePath().relativize(lake).toString()))
        .allMatch(
            address -> LakeAddress.canonical(address).equals(LakeAddress.canonical(lake + "")));
    assertThat(LakeAddress.canonical(link + "/new/lake"))
        .isEqualTo(LakeAddress.canonical(dir + "/place/new/lake"));
    assertThat(
            Stream.of("s3a://b/x/", "S3A://b/x", "s3a://b//x", "s3a://b/y/../x")
                .map(LakeAddress::canonical))
        .containsOnly("s3a://b/x");
    assertThat(Stream.of("s3a://b", "s3a://b/").map(LakeAddress::canonical))
        .containsOnly("s3a://b");
    assertThat(Stream.of("hdfs://Name:8020/x", "hdfs://name/x").map(LakeAddress::canonical))
        .containsOnly("hdfs://name/x");
  }
}
