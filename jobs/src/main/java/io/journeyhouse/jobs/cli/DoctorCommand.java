package io.journeyhouse.jobs.cli;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.error.JourneyhouseException;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.lake.LakeProbe;
import io.journeyhouse.common.lake.LogStores;
import io.journeyhouse.common.lake.SchemaPlan;
import io.journeyhouse.jobs.batch.JobDatabase;
import io.journeyhouse.jobs.workspace.SourceConfig;
import io.journeyhouse.jobs.workspace.Workspace;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Looks whether everything that a run needs is there and right. */
@Command(
    name = "doctor",
    sortOptions = false,
    description = {
      "Look whether everything that a run needs is there and right: Java, Spark and Delta, memory,",
      "disk, configuration, secrets, time zone, repository, clock, the files of each source, the",
      "lake and its tables. A line for each; ends with 4 where something is not right."
    },
    footer = {"", "Example:", "  journeyhouse doctor -w acme"})
final class DoctorCommand implements Callable<Integer> {
  /** Of the clocks of this machine and of the repository's database. */
  private static final Duration MOST_DIFFERENCE = Duration.ofSeconds(5);

  private final Console console;
  private final Clock clock;
  private final List<Finding> findings = new ArrayList<>();

  @Mixin private final CommonOptions common = new CommonOptions();

  /** One thing that was looked at; {@code mend} where it is not right. */
  private record Finding(boolean ok, String what, @Nullable String mend) {}

  /** One look; gives what is good about it or throws. */
  private interface Look {
    String at();
  }

  DoctorCommand(Console console, Clock clock) {
    this.console = console;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    look(Machine::java);
    look(Machine::versions);
    look(Machine::memory);
    try (OpenWorkspace open =
        OpenWorkspace.open(common.workspace(), "doctor", common.verbose(), console)) {
      Workspace workspace = open.workspace();
      good(
          "configuration: %d sources, %d audiences"
              .formatted(workspace.sources().size(), workspace.audiences().size()));
      good(
          "time zone: business days of %s, this process's own is %s"
              .formatted(workspace.zone(), ZoneId.systemDefault()));
      look(() -> Machine.secrets(workspace.secretFiles()));
      disks(workspace);
      repository(workspace);
      for (SourceConfig source : workspace.sources()) {
        look(() -> Sources.describe(workspace, source));
      }
      lake(open);
    } catch (JourneyhouseException e) {
      bad(e);
    }
    if (common.json()) {
      console.result(Json.text(findings));
    }
    boolean healthy = findings.stream().allMatch(Finding::ok);
    return healthy ? 0 : ErrorCode.ENVIRONMENT.exitCode();
  }

  private void look(Look look) {
    try {
      good(look.at());
    } catch (JourneyhouseException e) {
      bad(e);
    } catch (RuntimeException e) {
      LoggerFactory.getLogger(DoctorCommand.class).error("a look failed", e);
      bad(
          Errors.of(
              ErrorCode.ENVIRONMENT,
              "a look failed: " + e.getClass().getSimpleName(),
              "the whole error is in "
                  + Logs.file().map(Object::toString).orElse("the log")
                  + "; mend its cause",
              e));
    }
  }

  private void good(String what) {
    findings.add(new Finding(true, what, null));
    console.good("ok   " + what);
  }

  private void bad(JourneyhouseException e) {
    findings.add(new Finding(false, e.code().id() + " " + e.getMessage(), e.mend()));
    console.bad("bad  " + e.describe());
  }

  private void disks(Workspace workspace) {
    look(() -> Machine.disk("workspace", workspace.dir(), "move the workspace"));
    if (!workspace.lake().contains("://")) {
      look(() -> Machine.disk("lake", Path.of(workspace.lake()), "set lake: in workspace.yml"));
    }
    String scratch =
        workspace.spark().getOrDefault("spark.local.dir", System.getProperty("java.io.tmpdir"));
    for (String folder : scratch.split(",", -1)) {
      look(
          () ->
              Machine.disk(
                  "scratch", Path.of(folder), "set spark: spark.local.dir in workspace.yml"));
    }
  }

  private void repository(Workspace workspace) {
    try (JobDatabase database = JobDatabase.open(workspace.repository())) {
      look(() -> tables(workspace, database));
      look(() -> clock(database));
    } catch (JourneyhouseException e) {
      bad(e);
    }
  }

  private static String tables(Workspace workspace, JobDatabase database) {
    List<String> missing = database.missing();
    if (!missing.isEmpty()) {
      throw Errors.of(
          ErrorCode.ENVIRONMENT,
          "the repository lacks " + String.join(", ", missing),
          "restore it from its backup, or give repository: an empty database: runs then count as"
              + " not done, and find in the tables what was");
    }
    return "repository: its tables are complete, in "
        + (workspace.repository().isH2File()
            ? "a file of the workspace"
            : workspace.repository().url());
  }

  private String clock(JobDatabase database) {
    Duration difference = Duration.between(database.now(), clock.instant());
    if (difference.abs().compareTo(MOST_DIFFERENCE) > 0) {
      throw Errors.of(
          ErrorCode.ENVIRONMENT,
          "this machine's clock is %d s %s that of the repository's database"
              .formatted(
                  difference.abs().toSeconds(), difference.isNegative() ? "behind" : "ahead of"),
          "let both follow a time server (timedatectl set-ntp true)");
    }
    return "clock: as the repository's, within " + MOST_DIFFERENCE.toSeconds() + " s";
  }

  private void lake(OpenWorkspace open) {
    console.status("starting Spark");
    LakeProbe probe = new LakeProbe(open.lake());
    look(() -> "lake: " + probe.write() + " in " + open.workspace().lake());
    if (open.workspace().foreignLogStore()) {
      good("log store: any, as foreign-log-store: true says");
    } else {
      look(
          () ->
              "log store: "
                  + LogStores.requireOwn(open.workspace().lake(), open.workspace().spark()));
    }
    look(() -> tables(open));
    console.status(null);
  }

  private String tables(OpenWorkspace open) {
    Lake lake = open.lake();
    List<TableName> tables = lake.tables();
    int gains = 0;
    for (TableName table : tables) {
      var contract = open.contracts().find(table);
      if (contract.isPresent()) {
        SchemaPlan plan = SchemaPlan.of(contract.get(), lake.read(table).schema());
        plan.refuseBreaking();
        gains += plan.added().size();
      }
    }
    return "tables: %d fit their contracts%s"
        .formatted(tables.size(), gains == 0 ? "" : "; the next run adds " + gains + " columns");
  }
}
