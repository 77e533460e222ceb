package io.journeyhouse.jobs.batch;

import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.jobs.workspace.Repository;
import io.journeyhouse.jobs.workspace.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;

/** A run in a process of its own that gets stuck in its second step, to be killed there. */
final class KilledRun {
  static final DateWindow WINDOW = DateWindow.ofDay(LocalDate.of(2026, 3, 1), ZoneId.of("UTC"));

  private KilledRun() {}

  public static void main(String[] args) {
    Path stuck = Path.of(args[2]);
    Repository repository =
        new Repository(
            args[0], args[1], new Secret(""), Duration.ofSeconds(Long.parseLong(args[3])));
    try (JobDatabase database = JobDatabase.open(repository);
        Lease lease = database.lease("a lake")) {
      var runner = new PipelineRunner(database, lease, Clock.systemUTC(), new RunListener() {});
      runner.run(
          List.of(
              new Pipeline(
                  "identity",
                  List.of(
                      FakeStep.of("gold.a", run -> {}),
                      FakeStep.of("gold.b", run -> getStuck(stuck), "gold.a")))),
          WINDOW,
          false);
    }
  }

  private static void getStuck(Path sign) {
    try {
      Files.createFile(sign);
      Thread.sleep(600_000);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
