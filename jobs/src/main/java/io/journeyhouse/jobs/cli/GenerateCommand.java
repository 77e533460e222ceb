package io.journeyhouse.jobs.cli;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.jobs.sample.SampleOptions;
import io.journeyhouse.jobs.sample.SampleSummary;
import io.journeyhouse.jobs.sample.SampleWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Writes a sample world. */
@Command(
    name = "generate",
    sortOptions = false,
    description = {
      "Write the files of a made-up company: people with devices, clicks, receipts, tickets and",
      "campaign sends, with planted dirt, and the truth about them beside. The same customers,",
      "days, seed and start give the same bytes. The sources that init writes fit the files.",
      "Prints the rows of each source, and what parts of them are planted dirt."
    },
    footer = {
      "",
      "Examples:",
      "  journeyhouse generate -w acme --customers 5000 --days 30",
      "  journeyhouse generate --customers 500000 --days 91 --seed 7 --out /data/world"
    })
final class GenerateCommand implements Callable<Integer> {
  private final Console console;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec command;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Option(
      names = "--customers",
      paramLabel = "N",
      description = "People in the world (default: ${DEFAULT-VALUE}).")
  private int customers = 2000;

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "Days of delivered files (default: ${DEFAULT-VALUE}).")
  private int days = 91;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Another seed is another world (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--start",
      paramLabel = "YYYY-MM-DD",
      description = "The first day (default: ${DEFAULT-VALUE}).")
  private LocalDate start = LocalDate.of(2026, 1, 1);

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the files go (default: the folder data of the workspace).")
  private @Nullable Path out;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that write (default: one for each core).")
  private int threads = Runtime.getRuntime().availableProcessors();

  GenerateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    atLeastOne("--customers", customers);
    atLeastOne("--days", days);
    atLeastOne("--threads", threads);
    Path folder = out == null ? common.workspace().resolve("data") : out;
    refuseForeignFiles(folder);
    long begin = System.nanoTime();
    SampleSummary summary =
        SampleWorld.write(
            new SampleOptions(customers, days, seed, start, folder, threads), console::status);
    console.status(null);
    double seconds = (System.nanoTime() - begin) / 1e9;
    summary
        .rows()
        .forEach(
            (source, rows) ->
                console.line(
                    String.format(
                            Locale.ROOT, "%,12d %-12s %s", rows, source, dirt(summary, source))
                        .stripTrailing()));
    console.good(
        String.format(
            Locale.ROOT,
            "%,d customers, %d days in %.1f s, in %s; the truth about them is in %s",
            customers,
            days,
            seconds,
            folder,
            folder.resolve("truth")));
    if (common.json()) {
      console.result(Json.text(summary));
    }
    return 0;
  }

  /** What is planted in a source, in parts of its rows. */
  private static String dirt(SampleSummary summary, String source) {
    return summary
        .shares(source)
        .map(
            share ->
                String.format(
                    Locale.ROOT, "%s %.1f%%", share.kind().replace('_', ' '), 100 * share.ofRows()))
        .collect(Collectors.joining(", "));
  }

  private void atLeastOne(String option, int value) {
    if (value < 1) {
      throw new ParameterException(command.commandLine(), option + " must be 1 or more");
    }
  }

  /** An earlier world is replaced, anything else is not. */
  private static void refuseForeignFiles(Path folder) throws IOException {
    if (!Files.isDirectory(folder) || Files.isDirectory(folder.resolve("truth"))) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      if (files.findAny().isPresent()) {
        throw Errors.of(
            ErrorCode.USAGE,
            folder + " holds files that are no sample world, nothing was written",
            "name an empty folder with --out DIR");
      }
    }
  }
}
