package io.journeyhouse.jobs.cli;

import io.journeyhouse.common.contract.TableContract;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.lake.SchemaPlan;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.jobs.batch.CatchUp;
import io.journeyhouse.jobs.batch.JobDatabase;
import io.journeyhouse.jobs.batch.Manifest;
import io.journeyhouse.jobs.batch.Pipelines;
import io.journeyhouse.jobs.batch.StepPlan;
import io.journeyhouse.jobs.ingest.Landing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says what a run would do. */
@Command(
    name = "plan",
    sortOptions = false,
    description = {
      "Say what a run over the same days would do with each table and why: what is done already,",
      "where it would go on, which columns would be added, which files would be loaded.",
      "Changes nothing. With --manifest: write what a scheduler builds its tasks from; no day is",
      "needed."
    },
    footer = {
      "",
      "Examples:",
      "  journeyhouse plan -w acme --date 2026-04-01",
      "  journeyhouse plan -w acme --from 2026-01-01 --to 2026-03-31 --json",
      "  journeyhouse plan -w acme --manifest airflow/include/manifest.json"
    })
final class PlanCommand implements Callable<Integer> {
  private static final int FILES_SHOWN = 3;

  private final Console console;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final WindowOptions days = new WindowOptions();

  @Option(
      names = "--manifest",
      paramLabel = "FILE",
      description = "Write the pipelines, their tables and the contracts' fingerprint to FILE.")
  private @Nullable Path manifest;

  PlanCommand(Console console) {
    this.console = console;
  }

  /** What a run would do with a table. */
  private record Line(
      String pipeline, String table, String action, List<String> changes, List<String> files) {}

  @Override
  public Integer call() {
    if (manifest != null) {
      return write(manifest);
    }
    days.check();
    try (OpenWorkspace open =
            OpenWorkspace.open(common.workspace(), "plan", common.verbose(), console);
        JobDatabase database = JobDatabase.open(open.workspace().repository())) {
      DateWindow window = days.window(open.workspace().zone());
      console.status("starting Spark");
      Map<TableName, List<String>> files =
          Landing.pendingFiles(
              open.workspace(), open.lake(), open.contracts(), open.runLog(), window);
      List<Line> lines = new ArrayList<>();
      for (StepPlan step : StepPlan.of(database, open.pipelines(), window)) {
        TableName table = TableName.of(step.table());
        lines.add(
            new Line(
                step.pipeline(),
                step.table(),
                action(step.state()),
                changes(open, table),
                step.state() == StepPlan.State.DONE
                    ? List.of()
                    : files.getOrDefault(table, List.of())));
      }
      console.status(null);
      if (days.isDay()) {
        CatchUp.before(database, Pipelines.names(open.workspace()), window)
            .forEach(
                missed -> console.line(missed.firstDate() + " was missed and would come first"));
      }
      print(lines, window);
      if (common.json()) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("from", window.from().toString());
        document.put("to", window.to().toString());
        document.put("tables", lines);
        console.result(Json.text(document));
      }
      return 0;
    }
  }

  private int write(Path file) {
    try (OpenWorkspace open =
        OpenWorkspace.open(common.workspace(), "plan", common.verbose(), console)) {
      Manifest content = Manifest.of(open.workspace(), open.contracts());
      Files.writeString(file, Json.text(content));
      console.good(
          "%s: %d pipelines, contracts %s"
              .formatted(file, content.pipelines().size(), content.contractHash()));
      return 0;
    } catch (IOException e) {
      throw Errors.of(
          ErrorCode.ENVIRONMENT,
          file + " cannot be written (" + e.getClass().getSimpleName() + ")",
          "name a file in a folder that is there and may be written to",
          e);
    }
  }

  private static String action(StepPlan.State state) {
    return switch (state) {
      case DONE -> "already done";
      case RESTART -> "goes on here: an earlier run did not finish it";
      case NEW -> "runs";
    };
  }

  private static List<String> changes(OpenWorkspace open, TableName table) {
    Optional<TableContract> contract = open.contracts().find(table);
    Lake lake = open.lake();
    if (!lake.exists(table)) {
      return List.of("new table");
    }
    return contract
        .map(promised -> SchemaPlan.of(promised, lake.read(table).schema()).describe())
        .orElse(List.of());
  }

  private void print(List<Line> lines, DateWindow window) {
    String pipeline = "";
    for (Line line : lines) {
      if (!line.pipeline().equals(pipeline)) {
        pipeline = line.pipeline();
        console.heading(pipeline);
      }
      console.line(
          "  %-36s %s%s".formatted(line.table(), line.action(), isNew(line) ? " and is made" : ""));
      if (!isNew(line)) {
        line.changes().forEach(change -> console.line("      " + change));
      }
      List<String> files = line.files();
      files.stream().limit(FILES_SHOWN).forEach(file -> console.line("      loads " + file));
      if (files.size() > FILES_SHOWN) {
        console.line("      and " + (files.size() - FILES_SHOWN) + " more files");
      }
    }
    long done = lines.stream().filter(line -> line.action().equals("already done")).count();
    long files = lines.stream().mapToLong(line -> line.files().size()).sum();
    boolean breaks =
        lines.stream().anyMatch(l -> l.changes().stream().anyMatch(c -> c.startsWith("!")));
    console.line("");
    if (done == lines.size()) {
      console.good(window.firstDate() + " to " + window.lastDate() + ": all is done already");
    } else {
      console.good(
          "%s to %s: %d of %d tables to do, %d files to load"
              .formatted(
                  window.firstDate(), window.lastDate(), lines.size() - done, lines.size(), files));
    }
    if (breaks) {
      console.bad("changes marked ! would be refused: keep the old column or use another name");
    }
  }

  private static boolean isNew(Line line) {
    return line.changes().equals(List.of("new table"));
  }
}
