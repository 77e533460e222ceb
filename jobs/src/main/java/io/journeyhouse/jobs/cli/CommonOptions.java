package io.journeyhouse.jobs.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command. */
final class CommonOptions {
  @Option(
      names = {"-w", "--workspace"},
      paramLabel = "DIR",
      description = "The workspace: a folder with workspace.yml (default: the current one).")
  private @Nullable Path workspace;

  @Option(names = "--json", description = "Print the result as JSON on standard output.")
  private boolean json;

  @Option(names = "--verbose", description = "Log more, and say where on the screen.")
  private boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  Path workspace() {
    return workspace(Path.of("."));
  }

  Path workspace(Path otherwise) {
    return workspace == null ? otherwise : workspace;
  }

  boolean json() {
    return json;
  }

  boolean verbose() {
    return verbose;
  }
}
