package io.journeyhouse.jobs.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.error.JourneyhouseException;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.RunContext;
import io.journeyhouse.jobs.workspace.Repository;
import io.journeyhouse.jobs.workspace.Secret;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On an H2 file and on a real PostgreSQL. */
@Isolated("what it sets stops the commits of all")
final class PipelineRunnerTest {
  private static final DateWindow WINDOW = KilledRun.WINDOW;
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-02T01:00:00Z"), ZoneOffset.UTC);

  @TempDir private static Path dir;

  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());

  /** A fresh database of each kind. */
  static Stream<Repository> repositories() throws Exception {
    return Databases.both(dir, Databases.EXPIRY);
  }

  private RunSummary run(Repository repository, boolean force, Pipeline... pipelines) {
    return run(repository, WINDOW, force, pipelines);
  }

  private void run(Repository repository, DateWindow window, Pipeline... pipelines) {
    run(repository, window, false, pipelines);
  }

  private RunSummary run(
      Repository repository, DateWindow window, boolean force, Pipeline... pipelines) {
    try (JobDatabase database = JobDatabase.open(repository);
        Lease lease = database.lease("a lake")) {
      return new PipelineRunner(database, lease, CLOCK, new RunListener() {})
          .run(List.of(pipelines), window, force);
    }
  }

  private FakeStep step(String table, String... inputs) {
    return FakeStep.of(table, run -> calls.add(table + "#" + run.attempt()), inputs);
  }

  private static FakeStep failing(String table, ErrorCode code, String... inputs) {
    Consumer<RunContext> fail =
        run -> {
          throw Errors.of(code, table + " is broken", "repair it");
        };
    return FakeStep.of(table, fail, inputs);
  }

  @ParameterizedTest
  @MethodSource("repositories")
  void restartsAtTheFailedStep(Repository repository) {
    Pipeline silver = new Pipeline("silver", List.of(step("silver.events")));
    RunSummary failed =
        run(
            repository,
            false,
            silver,
            new Pipeline(
                "identity",
                List.of(
                    step("gold.c", "gold.b"),
                    failing("gold.b", ErrorCode.QUALITY_GATE, "gold.a"),
                    step("gold.a", "silver.events"),
                    step("gold.x", "gold.a"))),
            new Pipeline("journey", List.of(step("gold.j", "gold.c"))));
    assertThat(failed.exitCode()).isEqualTo(3);
    assertThat(failed.notStarted()).containsExactly("journey");
    assertThat(calls).containsExactlyInAnyOrder("silver.events#1", "gold.a#1", "gold.x#1");
    assertThat(failed.toJson()).contains("\"JH-3201\"", "repair it", "\"failed\"");

    calls.clear();
    Pipeline identity =
        new Pipeline(
            "identity",
            List.of(
                step("gold.c", "gold.b"),
                step("gold.b", "gold.a"),
                step("gold.a", "silver.events"),
                step("gold.x", "gold.a")));
    Pipeline journey = new Pipeline("journey", List.of(step("gold.j", "gold.c")));
    RunSummary mended = run(repository, false, silver, identity, journey);
    assertThat(mended.exitCode()).isZero();
    assertThat(calls).containsExactly("gold.b#1", "gold.c#1", "gold.j#1");
    assertThat(mended.tables()).extracting(TableRun::status).contains("written", "done_before");
    assertThat(mended.tables()).hasSize(6).allMatch(table -> table.rowsOut() == 2);

    calls.clear();
    RunSummary again = run(repository, false, silver, identity, journey);
    assertThat(again.isAlreadyDone()).isTrue();
    assertThat(again.exitCode()).isZero();
    assertThat(calls).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("repositories")
  void forcedRunsCountUpAndKeepTheirNumberUntilDone(Repository repository) {
    Pipeline a = new Pipeline("a", List.of(step("gold.a")));
    Pipeline b = new Pipeline("b", List.of(step("gold.b", "gold.a")));
    Pipeline brokenB =
        new Pipeline("b", List.of(failing("gold.b", ErrorCode.STORAGE_FAILED, "gold.a")));
    run(repository, false, a, b);
    run(repository, true, a, b);
    assertThat(run(repository, true, a, brokenB).exitCode()).isEqualTo(1);
    run(repository, true, a, b);
    run(repository, false, a, b);
    run(repository, true, a);
    run(repository, false, a, b);
    assertThat(calls)
        .containsExactly(
            "gold.a#1", "gold.b#1", "gold.a#2", "gold.b#2", "gold.a#3", "gold.b#3", "gold.a#4");
  }

  @ParameterizedTest
  @MethodSource("repositories")
  void aKilledRunIsTakenOverAndALiveOneIsNot(Repository repository) throws Exception {
    Path stuck = dir.resolve("stuck" + (repository.isH2File() ? "h2" : "pg"));
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KilledRun.class.getName(),
                repository.url(),
                String.valueOf(repository.user()),
                stuck.toString(),
                "60")
            .redirectErrorStream(true)
            .redirectOutput(new File(stuck + ".log"))
            .start();
    try {
      for (int i = 0; i < 600 && !Files.exists(stuck) && child.isAlive(); i++) {
        Thread.sleep(50);
      }
      assertThat(stuck).exists();
      Pipeline pipeline =
          new Pipeline("identity", List.of(step("gold.a"), step("gold.b", "gold.a")));
      assertThatThrownBy(() -> run(repository, false, pipeline))
          .isInstanceOfSatisfying(
              JourneyhouseException.class, e -> assertThat(e.code().exitCode()).isEqualTo(5))
          .hasMessageContaining("process " + child.pid() + " on ")
          .hasMessageContaining("identity of 2026-03-01");
      child.destroyForcibly();
      assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
      RunSummary taken = run(repository, false, pipeline);
      assertThat(taken.exitCode()).isZero();
      assertThat(calls).containsExactly("gold.b#1");
    } finally {
      child.destroyForcibly();
    }
  }

  @ParameterizedTest
  @MethodSource("repositories")
  void daysThatWereNeverDoneAreMissed(Repository repository) throws Exception {
    Pipeline a = new Pipeline("a", List.of(step("gold.a")));
    Pipeline b = new Pipeline("b", List.of(step("gold.b", "gold.a")));
    Pipeline brokenB =
        new Pipeline("b", List.of(failing("gold.b", ErrorCode.QUALITY_GATE, "gold.a")));
    assertThat(missed(repository, "2026-03-05", "a", "b")).isEmpty();
    run(repository, days("2026-03-01", "2026-03-04"), a, b);
    run(repository, days("2026-03-05", "2026-03-05"), a);

    assertThat(missed(repository, "2026-03-05", "a", "b")).isEmpty();
    assertThat(missed(repository, "2026-03-02", "a", "b")).isEmpty();
    assertThat(missed(repository, "2026-03-06", "a")).isEmpty();
    assertThat(missed(repository, "2026-03-06", "a", "b", "c"))
        .containsExactly(days("2026-03-05", "2026-03-05"));
    assertThat(missed(repository, "2026-03-07", "a", "b"))
        .containsExactly(days("2026-03-05", "2026-03-05"), days("2026-03-06", "2026-03-06"));

    run(repository, days("2026-03-05", "2026-03-06"), a, brokenB);
    assertThat(missed(repository, "2026-03-08", "b"))
        .containsExactly(days("2026-03-05", "2026-03-06"), days("2026-03-07", "2026-03-07"));
    assertThatThrownBy(
            () -> CatchUp.refuseMoreThan(1, missed(repository, "2026-03-08", "b"), "acme"))
        .isInstanceOfSatisfying(
            JourneyhouseException.class,
            e ->
                assertThat(e.describe())
                    .contains("JH-2302", "-w acme --from 2026-03-05 --to 2026-03-07"));
  }

  private static List<DateWindow> missed(Repository repository, String date, String... names) {
    try (JobDatabase database = JobDatabase.open(repository)) {
      return CatchUp.before(database, List.of(names), days(date, date));
    }
  }

  private static DateWindow days(String first, String last) {
    return DateWindow.ofDays(
        LocalDate.parse(first), LocalDate.parse(last), ZoneId.of("Europe/Berlin"));
  }

  @ParameterizedTest
  @MethodSource("repositories")
  void whoWaitsDoesNotHideWhatIsBroken(Repository repository) {
    RunSummary waiting =
        run(
            repository,
            false,
            new Pipeline("a", List.of(failing("gold.a", ErrorCode.SOURCE_WAITING), step("gold.b"))),
            new Pipeline("c", List.of(step("gold.c", "gold.a"))));
    assertThat(waiting.exitCode()).isEqualTo(6);
    assertThat(waiting.toJson()).contains("\"waiting\"");
    assertThat(waiting.notStarted()).containsExactly("c");
    assertThat(calls).containsExactly("gold.b#1");

    RunSummary broken =
        run(
            repository,
            false,
            new Pipeline(
                "a",
                List.of(
                    failing("gold.a", ErrorCode.SOURCE_WAITING),
                    failing("gold.d", ErrorCode.STORAGE_FAILED, "gold.b"))),
            new Pipeline("e", List.of(failing("gold.e", ErrorCode.STORAGE_FAILED))));
    assertThat(broken.exitCode()).isEqualTo(1);
  }

  @Test
  void independentStepsAndPipelinesRunSideBySide() throws Exception {
    CountDownLatch both = new CountDownLatch(4);
    Consumer<RunContext> meet =
        run -> {
          both.countDown();
          try {
            if (!both.await(20, TimeUnit.SECONDS)) {
              throw new IllegalStateException("not side by side");
            }
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    RunSummary summary =
        run(
            repositories().toList().get(0),
            false,
            new Pipeline("a", List.of(FakeStep.of("gold.a", meet), FakeStep.of("gold.b", meet))),
            new Pipeline("c", List.of(FakeStep.of("gold.c", meet), FakeStep.of("gold.d", meet))));
    assertThat(summary.exitCode()).isZero();
  }

  @Test
  void aForeignMessageIsNotShownForItMayHoldRows() throws Exception {
    FakeStep broken =
        FakeStep.of(
            "gold.a",
            run -> {
              throw new IllegalArgumentException("jane@example.com");
            });
    RunSummary summary =
        run(repositories().toList().get(0), false, new Pipeline("a", List.of(broken)));
    assertThat(summary.exitCode()).isEqualTo(1);
    assertThat(summary.toJson())
        .contains("JH-3301", "IllegalArgumentException")
        .doesNotContain("jane");
  }

  @Test
  void aCycleIsNamed() {
    assertThatThrownBy(
            () ->
                new Pipeline("x", List.of(step("gold.a", "gold.b"), step("gold.b", "gold.a")))
                    .levels())
        .hasMessageContaining("gold.a, gold.b");
  }

  @Test
  void anUnreachableRepositoryIsAnEnvironmentError() {
    assertThatThrownBy(
            () ->
                JobDatabase.open(
                    new Repository(
                        "jdbc:postgresql://127.0.0.1:1/none", "nobody", new Secret("x"))))
        .isInstanceOfSatisfying(
            JourneyhouseException.class,
            e -> assertThat(e.describe()).contains("JH-2301", "SQL state 08"));
  }
}
