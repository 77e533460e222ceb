package io.journeyhouse.jobs.sample;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Writes a linked world of raw files for every source of the default workspace. */
public final class SampleWorld {
  private static final int MOST_CUSTOMERS = 30_000_000;
  private static final int MOST_DAYS = 3_660;
  private static final int BLOCK = 10_000;

  private final World world;
  private final SampleOptions options;
  private final Consumer<String> progress;
  private final Tally tally = new Tally();

  private SampleWorld(SampleOptions options, Consumer<String> progress) {
    this.options = options;
    this.progress = progress;
    world = new World(options);
  }

  /** Writes the world's files and, in {@code truth}, what is true of it. */
  public static SampleSummary write(SampleOptions options, Consumer<String> progress) {
    check("--customers", options.customers(), MOST_CUSTOMERS);
    check("--days", options.days(), MOST_DAYS);
    check("--threads", options.threads(), 1024);
    Path truth = options.out().resolve("truth");
    if (Files.exists(truth)) {
      throw Errors.of(
          ErrorCode.USAGE,
          options.out() + " holds a sample world already",
          "name another folder, or remove that one");
    }
    try {
      return new SampleWorld(options, progress).write(truth);
    } catch (IOException e) {
      throw Errors.of(
          ErrorCode.ENVIRONMENT,
          "cannot write to " + options.out() + ": " + e,
          "see that there is room and that it may be written, remove what is there and start again",
          e);
    }
  }

  private static void check(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw Errors.of(ErrorCode.USAGE, option + " is " + value, "give a number from 1 to " + most);
    }
  }

  private SampleSummary write(Path truthFolder) throws IOException {
    Files.createDirectories(truthFolder);
    ExecutorService threads = Executors.newFixedThreadPool(options.threads());
    try {
      Future<Void> truth = threads.submit(() -> writeTruth(truthFolder));
      for (int day = 0; day < options.days(); day += ActiveDays.DAYS) {
        writeDays(threads, day, Math.min(options.days(), day + ActiveDays.DAYS));
      }
      await(List.of(truth));
    } finally {
      threads.shutdownNow();
    }
    Truth.dirt(truthFolder, tally.dirt());
    return new SampleSummary(options.customers(), options.days(), tally.rows(), tally.dirt());
  }

  private Void writeTruth(Path folder) throws IOException {
    try (Truth truth = new Truth(world, folder, tally)) {
      truth.write();
    }
    return null;
  }

  private void writeDays(ExecutorService threads, int from, int to) throws IOException {
    ActiveDays active = new ActiveDays(world, from);
    AtomicInteger nextBlock = new AtomicInteger();
    onEachThread(
        threads,
        () -> {
          long first = (long) BLOCK * nextBlock.getAndIncrement();
          for (; first < world.customers; first = (long) BLOCK * nextBlock.getAndIncrement()) {
            active.fill((int) first, (int) Math.min(world.customers, first + BLOCK));
          }
          return null;
        });
    AtomicInteger nextDay = new AtomicInteger(from);
    onEachThread(
        threads,
        () -> {
          DayFiles files = new DayFiles(world, options.out(), tally);
          for (int day = nextDay.getAndIncrement(); day < to; day = nextDay.getAndIncrement()) {
            files.write(day, active);
            progress.accept(world.days.date(day));
          }
          return null;
        });
  }

  private void onEachThread(ExecutorService threads, Callable<Void> work) throws IOException {
    List<Future<Void>> running = new ArrayList<>();
    for (int i = 0; i < options.threads(); i++) {
      running.add(threads.submit(work));
    }
    await(running);
  }

  private static void await(List<Future<Void>> running) throws IOException {
    for (Future<Void> one : running) {
      try {
        one.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof IOException io) {
          throw io;
        }
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw Errors.of(
            ErrorCode.ENVIRONMENT,
            "the sample world was interrupted",
            "remove its folder and start again",
            e);
      }
    }
  }
}
