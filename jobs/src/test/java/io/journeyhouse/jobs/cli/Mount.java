package io.journeyhouse.jobs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A folder on a file system of its own. Needs root; {@code .ci/run} sees that nothing is skipped.
 */
record Mount(Path folder) implements AutoCloseable {

  /** The folder as it is, for reading only. */
  static Mount readOnly(Path folder) throws Exception {
    mount("--bind", folder.toString(), folder.toString());
    Mount mount = new Mount(folder);
    mount("-o", "remount,ro,bind", folder.toString());
    return mount;
  }

  /** An empty disk. */
  static Mount disk(Path folder, String size) throws Exception {
    mount("-t", "tmpfs", "-o", "size=" + size, "tmpfs", folder.toString());
    return new Mount(folder);
  }

  /** Gives the disk another size. */
  void resize(String size) throws Exception {
    mount("-o", "remount,size=" + size, folder.toString());
  }

  private static void mount(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("mount"));
    command.addAll(List.of(arguments));
    Assumptions.assumeTrue(run(command) == 0, "mount is not allowed here");
  }

  @Override
  public void close() throws Exception {
    // a file that failed to be written may still be open
    run(List.of("umount", "-l", folder.toString()));
  }

  private static int run(List<String> command) throws Exception {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      // there is no such program
      return -1;
    }
  }
}
