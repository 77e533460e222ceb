package io.journeyhouse.jobs.cli;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Makes a workspace. */
@Command(
    name = "init",
    sortOptions = false,
    description = {
      "Make a workspace: commented files for its zone, sources, identity, channels, stages and"
          + " audiences.",
      "Overwrites nothing."
    },
    footer = {"", "Example:", "  journeyhouse init -w acme"})
final class InitCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final CommonOptions common = new CommonOptions();

  InitCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Path dir = common.workspace().normalize();
    int files = write(dir);
    if (common.json()) {
      console.result("{\"workspace\":\"" + dir.toAbsolutePath() + "\",\"files\":" + files + "}\n");
    }
    console.good("a workspace of " + files + " files is in " + dir.toAbsolutePath());
    console.line("Next:");
    console.line("  1. workspace.yml: your zone, country and currency");
    console.line("  2. sources/*.yml: where your files are and how their columns are called;");
    console.line("     delete the sources that you do not have, one is enough");
    console.line("  3. journeyhouse doctor -w " + dir + "      says what is missing or wrong");
    console.line("  4. journeyhouse plan -w " + dir + " --date YYYY-MM-DD, then run with the same");
    return 0;
  }

  /** Copies the packaged workspace into a folder that has none of its files. */
  static int write(Path dir) throws IOException {
    Map<String, byte[]> files = PackagedConf.files();
    for (String name : files.keySet()) {
      if (Files.exists(dir.resolve(name))) {
        throw Errors.of(
            ErrorCode.USAGE,
            dir.resolve(name) + " is there already, nothing was written",
            "name another folder with -w DIR, or edit the workspace that is there");
      }
    }
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path target = dir.resolve(file.getKey());
      Files.createDirectories(target.toAbsolutePath().getParent());
      Files.write(target, file.getValue());
    }
    return files.size();
  }
}
