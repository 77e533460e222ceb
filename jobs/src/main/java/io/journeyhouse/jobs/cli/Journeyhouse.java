package io.journeyhouse.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program without a command. */
@Command(
    name = "journeyhouse",
    mixinStandardHelpOptions = true,
    versionProvider = Journeyhouse.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Customer, journey, attribution and audience tables from files, as scheduled jobs.",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Start with:",
      "  journeyhouse demo                    a sample world, its history and one more day",
      "  journeyhouse COMMAND --help          what a command does, with examples",
      "",
      "Exit codes: 0 done or already done, 1 failed, 2 usage, 3 stopped by a quality rule,",
      "4 configuration or environment, 5 another run is alive, 6 waiting for a source,",
      "130 and 143 interrupted."
    })
final class Journeyhouse implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  /** The version from the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Journeyhouse.class.getPackage().getImplementationVersion();
      return new String[] {"journeyhouse " + (version == null ? "(not packaged)" : version)};
    }
  }
}
