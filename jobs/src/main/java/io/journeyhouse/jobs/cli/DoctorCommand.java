package io.journeyhouse.jobs.cli;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.error.JourneyhouseException;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.lake.SchemaPlan;
import io.journeyhouse.jobs.batch.JobDatabase;
import io.journeyhouse.jobs.workspace.SourceConfig;
import io.journeyhouse.jobs.workspace.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Looks whether everything that a run needs is there and right. */
@Command(
    name = "doctor",
    sortOptions = false,
    description = {
      "Look whether everything that a run needs is there and right: Java, memory, configuration,",
      "the repository, the files of each source, the tables. Ends with 4 where something is not."
    },
    footer = {"", "Example:", "  journeyhouse doctor -w acme"})
final class DoctorCommand implements Callable<Integer> {
  private static final long LEAST_MEGABYTES = 900;

  private final Console console;
  private final List<Finding> findings = new ArrayList<>();

  @Mixin private final CommonOptions common = new CommonOptions();

  /** One thing that was looked at; {@code mend} where it is not right. */
  private record Finding(boolean ok, String what, @Nullable String mend) {}

  /** One look; gives what is good about it or throws. */
  private interface Look {
    String at();
  }

  DoctorCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    look(DoctorCommand::java);
    look(DoctorCommand::memory);
    try (OpenWorkspace open =
        OpenWorkspace.open(common.workspace(), "doctor", common.verbose(), console)) {
      Workspace workspace = open.workspace();
      good(
          "configuration: %d sources, %d audiences, business days of %s"
              .formatted(
                  workspace.sources().size(), workspace.audiences().size(), workspace.zone()));
      look(() -> repository(workspace));
      for (SourceConfig source : workspace.sources()) {
        look(() -> Sources.describe(workspace, source));
      }
      look(() -> tables(open));
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

  private static String java() {
    int feature = Runtime.version().feature();
    if (feature < 17) {
      throw Errors.of(
          ErrorCode.ENVIRONMENT,
          "Java " + feature + " is too old",
          "install a JDK 17, 21 or 25 (Debian: apt-get install openjdk-17-jdk-headless)");
    }
    return "Java " + Runtime.version();
  }

  private static String memory() {
    long megabytes = Runtime.getRuntime().maxMemory() >> 20;
    if (megabytes < LEAST_MEGABYTES) {
      throw Errors.of(
          ErrorCode.ENVIRONMENT,
          "the heap is " + megabytes + " MB, Spark needs " + LEAST_MEGABYTES + " MB and more",
          "set memory: in workspace.yml, for example 2g");
    }
    return String.format(
        Locale.ROOT,
        "memory: a heap of %,d MB, %d cores",
        megabytes,
        Runtime.getRuntime().availableProcessors());
  }

  private static String repository(Workspace workspace) {
    JobDatabase.open(workspace.repository()).close();
    return "repository: "
        + (workspace.repository().isH2File()
            ? "a file of the workspace"
            : workspace.repository().url());
  }

  private String tables(OpenWorkspace open) {
    console.status("starting Spark");
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
    console.status(null);
    return "lake: %d tables in %s fit their contracts%s"
        .formatted(
            tables.size(),
            open.workspace().lake(),
            gains == 0 ? "" : "; the next run adds " + gains + " columns");
  }
}
