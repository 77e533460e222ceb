package io.journeyhouse.jobs.cli;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.jobs.batch.RunSummary;
import io.journeyhouse.jobs.sample.SampleOptions;
import io.journeyhouse.jobs.sample.SampleSummary;
import io.journeyhouse.jobs.sample.SampleWorld;
import io.journeyhouse.jobs.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes a sample world, runs its history and one more day, and shows what was found. */
@Command(
    name = "demo",
    sortOptions = false,
    description = {
      "Make a sample world in the folder demo, run its 90 days of history as one window, then the",
      "next business day, and show what was found. Again on a finished demo it only shows it."
    },
    footer = {
      "",
      "Examples:",
      "  journeyhouse demo",
      "  journeyhouse demo -w big-demo --customers 20000"
    })
final class DemoCommand implements Callable<Integer> {
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
  private static final int HISTORY = 90;
  private static final long SEED = 1;

  /** Stands in a workspace that this command made; what it says is how far that went. */
  private static final String MARK = ".journeyhouse/demo";

  private static final String FINISHED = "world made\n";

  private final Console console;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec command;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Option(
      names = "--customers",
      paramLabel = "N",
      description = "People in the world when it is made (default: ${DEFAULT-VALUE}).")
  private int customers = 2000;

  DemoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (customers < 1) {
      throw new ParameterException(command.commandLine(), "--customers must be 1 or more");
    }
    long begin = System.nanoTime();
    Path dir = common.workspace(Path.of("demo")).normalize();
    makeWorld(dir);
    try (OpenWorkspace workspace = OpenWorkspace.open(dir, "demo", common.verbose(), console)) {
      console.line("log: " + workspace.log());
      List<RunSummary> summaries = run(workspace);
      int exitCode = summaries.get(summaries.size() - 1).exitCode();
      Map<String, Object> found = Map.of();
      if (exitCode == 0) {
        found = new DemoReport(workspace, console).show();
        tellWhatNext(dir);
        console.line("");
        console.good("the demo took %.0f s".formatted((System.nanoTime() - begin) / 1e9));
      }
      if (common.json()) {
        console.result(toJson(summaries, found));
      }
      return exitCode;
    }
  }

  /** Makes the workspace and its files, or finds them made. */
  private void makeWorld(Path dir) throws IOException {
    Path mark = dir.resolve(MARK);
    if (!Files.exists(mark)) {
      if (Files.exists(dir.resolve(Workspace.FILE))) {
        throw Errors.of(
            ErrorCode.USAGE,
            dir + " is a workspace that is no demo",
            "name a new folder with -w DIR");
      }
      Files.createDirectories(mark.getParent());
      Files.writeString(mark, "making the world\n");
    }
    if (Files.readString(mark).equals(FINISHED)) {
      console.line("the demo's world is in " + dir + " already");
      return;
    }
    if (!Files.exists(dir.resolve(Workspace.FILE))) {
      InitCommand.write(dir);
    }
    long begin = System.nanoTime();
    Path data = dir.resolve("data");
    SampleSummary summary =
        SampleWorld.write(
            new SampleOptions(
                customers,
                HISTORY + 1,
                SEED,
                FIRST,
                data,
                Runtime.getRuntime().availableProcessors()),
            console::status);
    console.status(null);
    Files.writeString(mark, FINISHED);
    console.line(
        "made a world of %,d customers and %,d rows over %d days in %s (%.1f s)"
            .formatted(
                summary.customers(),
                summary.rows().values().stream().mapToLong(Long::longValue).sum(),
                summary.days(),
                data,
                (System.nanoTime() - begin) / 1e9));
  }

  private List<RunSummary> run(OpenWorkspace workspace) {
    ZoneId zone = workspace.workspace().zone();
    LocalDate last = FIRST.plusDays(HISTORY - 1);
    List<RunSummary> summaries = new ArrayList<>();
    try (Runs runs = new Runs(workspace, null, console)) {
      console.heading(HISTORY + " days of history, " + FIRST + " to " + last);
      summaries.add(runs.run(DateWindow.ofDays(FIRST, last, zone), false));
      if (summaries.get(0).exitCode() == 0) {
        LocalDate next = last.plusDays(1);
        console.heading("the next business day, " + next);
        summaries.add(runs.run(DateWindow.ofDay(next, zone), false));
      }
    }
    return summaries;
  }

  private void tellWhatNext(Path dir) {
    String at = dir.isAbsolute() ? dir.toString() : Path.of("").relativize(dir).toString();
    console.heading("what to try next");
    console.line("  ./journeyhouse sql -w " + at + " -e \"select * from ops.landed_file limit 5\"");
    console.line(
        "  ./journeyhouse sql -w "
            + at
            + " -e \"select rule, count(*) from ops.quarantine group by rule\"");
    console.line("  ./journeyhouse plan -w " + at + " --date " + FIRST.plusDays(HISTORY + 1));
    console.line("  ./journeyhouse run -w " + at + " --date " + FIRST.plusDays(HISTORY));
    console.line("  ./journeyhouse init -w acme      a workspace for your own files");
  }

  private static String toJson(List<RunSummary> summaries, Map<String, Object> found) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("runs", summaries.stream().map(summary -> Json.parse(summary.toJson())).toList());
    document.put("found", found);
    return Json.text(document);
  }
}
