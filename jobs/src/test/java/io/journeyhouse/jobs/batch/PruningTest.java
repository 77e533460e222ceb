package io.journeyhouse.jobs.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.jobs.workspace.Repository;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On an H2 file and on a real PostgreSQL. */
final class PruningTest {
  private static final LocalDate FIRST = LocalDate.of(2026, 3, 1);

  /** As if all that was run till now was long ago. */
  private static final Instant LATER = Instant.now().plus(Duration.ofDays(1));

  @TempDir private static Path dir;

  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());

  static Stream<Repository> repositories() throws Exception {
    return Databases.both(dir, Databases.EXPIRY);
  }

  @ParameterizedTest
  @MethodSource("repositories")
  void forgetsOldRunsButNotTheLastThatIsDone(Repository repository) {
    for (int day = 0; day < 3; day++) {
      assertThat(run(repository, day, false)).isZero();
    }
    assertThat(prune(repository, LATER.minus(Duration.ofDays(400)))).isZero();
    calls.clear();
    for (int day = 0; day < 3; day++) {
      run(repository, day, false);
    }
    assertThat(calls).isEmpty();

    assertThat(prune(repository, LATER)).isEqualTo(2);
    assertThat(prune(repository, LATER)).isZero();

    run(repository, 2, false);
    assertThat(calls).isEmpty();
    // what is forgotten is begun anew; its steps find their commits in the tables
    run(repository, 0, false);
    assertThat(calls).containsExactly("gold.a 2026-03-01 #1", "gold.b 2026-03-01 #1");
  }

  @ParameterizedTest
  @MethodSource("repositories")
  void aRunThatIsNotDoneStillGoesOnWhereItStopped(Repository repository) {
    run(repository, 0, false);
    run(repository, 1, false);
    assertThat(run(repository, 2, false, true)).isEqualTo(1);
    calls.clear();

    assertThat(prune(repository, LATER)).isEqualTo(1);

    assertThat(run(repository, 2, false)).isZero();
    assertThat(calls).containsExactly("gold.b 2026-03-03 #1");
    assertThat(run(repository, 1, false)).isZero();
    assertThat(calls).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("repositories")
  void aPipelineThatWasNeverDoneKeepsAll(Repository repository) {
    run(repository, 0, false, true);
    run(repository, 1, false, true);

    assertThat(prune(repository, LATER)).isZero();
  }

  @ParameterizedTest
  @MethodSource("repositories")
  void theNextRerunIsALaterAttemptThanAllBefore(Repository repository) {
    run(repository, 0, false);
    run(repository, 0, true);
    run(repository, 0, true);
    run(repository, 1, false);

    assertThat(prune(repository, LATER)).isEqualTo(3);

    calls.clear();
    run(repository, 0, true);
    assertThat(calls).containsExactly("gold.a 2026-03-01 #4", "gold.b 2026-03-01 #4");
    calls.clear();
    run(repository, 0, false);
    assertThat(calls).isEmpty();
  }

  private int prune(Repository repository, Instant before) {
    try (JobDatabase database = JobDatabase.open(repository)) {
      return database.prune(before);
    }
  }

  private int run(Repository repository, int day, boolean force) {
    return run(repository, day, force, false);
  }

  private int run(Repository repository, int day, boolean force, boolean fails) {
    Pipeline pipeline =
        new Pipeline(
            "p",
            List.of(step("gold.a", List.of(), false), step("gold.b", List.of("gold.a"), fails)));
    LocalDate date = FIRST.plusDays(day);
    try (JobDatabase database = JobDatabase.open(repository);
        Lease lease = database.lease("a lake")) {
      return new PipelineRunner(database, lease, Clock.systemUTC(), new RunListener() {})
          .run(List.of(pipeline), DateWindow.ofDays(date, date, ZoneOffset.UTC), force)
          .exitCode();
    }
  }

  private FakeStep step(String table, List<String> inputs, boolean fails) {
    return FakeStep.of(
        table,
        run -> {
          if (fails) {
            throw Errors.of(ErrorCode.STORAGE_FAILED, table + " is broken", "repair it");
          }
          calls.add(table + " " + run.window().firstDate() + " #" + run.attempt());
        },
        inputs.toArray(String[]::new));
  }
}
