package io.journeyhouse.jobs.cli;

import io.journeyhouse.jobs.batch.Lease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What runs that were killed have left behind beside the data files of tables. */
final class Leftovers {
  private Leftovers() {}

  /** Tidies up; gives a line for each thing that was done. */
  static List<String> tidy(OpenWorkspace workspace, Lease lease) throws IOException {
    List<String> did = new ArrayList<>();
    if (lease.isTakenOver()) {
      did.add("freed the place of a run that was killed");
    }
    int pending = workspace.runLog().flush();
    if (pending > 0) {
      did.add("recorded what " + pending + " unfinished runs had done in the ops tables");
    }
    int removed = removeParts(workspace.workspace().dir().resolve("exports"));
    if (removed > 0) {
      did.add("removed " + removed + " half-written export files");
    }
    return did;
  }

  /** Export files get their name when they are complete. */
  private static int removeParts(Path exports) throws IOException {
    if (!Files.isDirectory(exports)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(exports)) {
      List<Path> parts =
          files.filter(file -> file.getFileName().toString().endsWith(".part")).toList();
      for (Path part : parts) {
        Files.delete(part);
      }
      return parts.size();
    }
  }
}
