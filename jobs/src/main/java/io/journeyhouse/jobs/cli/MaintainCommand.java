package io.journeyhouse.jobs.cli;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.lake.Maintenance;
import io.journeyhouse.common.lake.Maintenance.Tidied;
import io.journeyhouse.jobs.batch.JobDatabase;
import io.journeyhouse.jobs.batch.Lease;
import io.journeyhouse.jobs.workspace.Retention;
import io.journeyhouse.jobs.workspace.Workspace;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Keeps the lake, the repository and the logs small and fast. */
@Command(
    name = "maintain",
    sortOptions = false,
    description = {
      "Keep the lake fast and small: put small files of tables together, delete versions of tables,",
      "records of runs and logs that are older than retention: in workspace.yml says, and remove",
      "what killed runs left behind. To be run once a week; does nothing where nothing is to do."
    },
    footer = {"", "Example:", "  journeyhouse maintain -w acme"})
final class MaintainCommand implements Callable<Integer> {
  private final Console console;
  private final Clock clock;

  @Mixin private final CommonOptions common = new CommonOptions();

  MaintainCommand(Console console, Clock clock) {
    this.console = console;
    this.clock = clock;
  }

  @Override
  public Integer call() throws IOException {
    try (OpenWorkspace open =
        OpenWorkspace.open(common.workspace(), "maintain", common.verbose(), console)) {
      Workspace workspace = open.workspace();
      try (JobDatabase database = JobDatabase.open(workspace.repository());
          Lease lease = database.lease(workspace.lake())) {
        console.status("starting Spark");
        List<String> did = new ArrayList<>(Leftovers.tidy(open, lease));
        List<Tidied> tables = tidy(open, lease);
        lease.require();
        Retention retention = workspace.retention();
        note(did, database.prune(ago(retention.history())), "records of runs");
        note(did, deleteFiles(workspace.stateDir().resolve("logs"), "*.log*", retention), "logs");
        note(did, deleteFiles(workspace.dir(), "*run-results*.json*", retention), "run results");
        console.status(null);
        did.forEach(console::line);
        console.good(summary(tables));
        if (common.json()) {
          console.result(Json.text(new TreeMap<>(Map.of("tables", tables, "did", did))));
        }
        return 0;
      }
    }
  }

  private List<Tidied> tidy(OpenWorkspace open, Lease lease) {
    Lake lake = open.lake();
    Maintenance maintenance = new Maintenance(lake, open.workspace().retention().tables(), clock);
    List<TableName> tables = lake.tables();
    List<Tidied> done = new ArrayList<>();
    for (TableName table : tables) {
      lease.require();
      console.status(table.toString());
      Tidied tidied = maintenance.tidy(table, open.contracts().find(table).orElse(null));
      done.add(tidied);
      console.line(line(done.size(), tables.size(), tidied));
    }
    return done;
  }

  private static String line(int number, int of, Tidied table) {
    return String.format(
        Locale.ROOT,
        "%3d/%d %-36s %s",
        number,
        of,
        table.table(),
        table.isChanged()
            ? String.format(
                Locale.ROOT,
                "%,6d files, now %,d; %,d bytes freed",
                table.filesBefore(),
                table.filesAfter(),
                table.bytesFreed())
            : String.format(Locale.ROOT, "%,6d files, nothing to do", table.filesAfter()));
  }

  private static String summary(List<Tidied> tables) {
    return String.format(
        Locale.ROOT,
        "%d tables: %,d files, now %,d; %,d bytes freed",
        tables.size(),
        tables.stream().mapToInt(Tidied::filesBefore).sum(),
        tables.stream().mapToInt(Tidied::filesAfter).sum(),
        tables.stream().mapToLong(Tidied::bytesFreed).sum());
  }

  private static void note(List<String> did, int count, String what) {
    if (count > 0) {
      did.add("deleted " + count + " old " + what);
    }
  }

  /** Deletes old files of a folder, not those of folders in it. */
  private int deleteFiles(Path folder, String name, Retention retention) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    Instant before = ago(retention.logs());
    int deleted = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, name)) {
      for (Path file : files) {
        if (Files.isRegularFile(file)
            && Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
          Files.delete(file);
          deleted++;
        }
      }
    }
    return deleted;
  }

  private Instant ago(Duration time) {
    return clock.instant().minus(time);
  }
}
