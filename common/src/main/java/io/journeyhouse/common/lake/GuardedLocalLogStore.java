package io.journeyhouse.common.lake;

import io.delta.storage.HDFSLogStore;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;

/**
 * Delta's log on a local file system, written by who passes {@link CommitGuard}. A commit gets its
 * name by a hard link, which of two processes one can make. Delta's own store looks whether the
 * name is free and then renames: a process that is stopped between the two overwrites the commit of
 * another.
 */
public class GuardedLocalLogStore extends HDFSLogStore {
  public GuardedLocalLogStore(Configuration hadoop) {
    super(hadoop);
  }

  @Override
  public void write(
      org.apache.hadoop.fs.Path path,
      Iterator<String> actions,
      Boolean overwrite,
      Configuration hadoop)
      throws IOException {
    CommitGuard.check();
    if (overwrite) {
      super.write(path, actions, true, hadoop);
    } else {
      create(local(path), local(createTempPath(path)), actions);
    }
  }

  private static void create(Path file, Path part, Iterator<String> lines) throws IOException {
    try {
      try (Writer out = Files.newBufferedWriter(part, StandardOpenOption.CREATE_NEW)) {
        while (lines.hasNext()) {
          out.append(lines.next()).append('\n');
        }
      }
      Files.createLink(file, part);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static Path local(org.apache.hadoop.fs.Path path) {
    return Path.of(path.toUri().getPath());
  }
}
