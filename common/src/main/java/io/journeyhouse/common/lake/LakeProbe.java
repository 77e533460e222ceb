package io.journeyhouse.common.lake;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.error.JourneyhouseException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.CreateFileOptionKeys;
import org.apache.hadoop.fs.Path;

/** Tries on a lake's file system what every commit needs of it. Leaves nothing behind. */
public final class LakeProbe {
  private static final String OBJECT_STORE = "s3a";

  private final Lake lake;

  public LakeProbe(Lake lake) {
    this.lake = lake;
  }

  /**
   * Writes a file into the lake's root as commits are written: on an object store on the condition
   * that there is none, elsewhere under another name that is then changed.
   *
   * @return what was tried
   * @throws JourneyhouseException where it does not work
   */
  public String write() {
    Path root = new Path(lake.root());
    Path file = new Path(root, "_probe-" + UUID.randomUUID());
    try {
      FileSystem files = files(root);
      boolean isNew = !files.exists(root);
      try {
        return isObjectStore(files) ? putOnce(files, file) : rename(files, file);
      } finally {
        files.delete(file, false);
        if (isNew) {
          files.delete(root, false);
        }
      }
    } catch (IOException | FSError e) {
      // the latter is what Hadoop makes of a full local disk
      throw Errors.of(
          ErrorCode.ENVIRONMENT,
          "the lake "
              + lake.root()
              + " cannot be written to ("
              + e.getClass().getSimpleName()
              + "): no run could commit",
          "give this user the right to write, free space there, and check lake: in workspace.yml",
          e);
    }
  }

  private FileSystem files(Path root) throws IOException {
    return root.getFileSystem(lake.spark().sessionState().newHadoopConf());
  }

  private static boolean isObjectStore(FileSystem files) {
    return files.getUri().getScheme().equals(OBJECT_STORE);
  }

  private static String rename(FileSystem files, Path file) throws IOException {
    Path part = file.suffix(".part");
    try {
      write(files.create(part, false));
      if (!files.rename(part, file)) {
        throw new IOException("A file cannot be renamed");
      }
      return "write and rename";
    } finally {
      files.delete(part, false);
    }
  }

  private static String putOnce(FileSystem files, Path file) throws IOException {
    put(files, file);
    try {
      put(files, file);
    } catch (IOException e) {
      // that it was refused is what was asked for
      return "conditional put";
    }
    throw new FileAlreadyExistsException("The store does not heed the condition of a put");
  }

  private static void put(FileSystem files, Path file) throws IOException {
    FSDataOutputStreamBuilder<?, ?> builder = files.createFile(file);
    builder.overwrite(true);
    builder.must(CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE, true);
    write(builder.build());
  }

  private static void write(OutputStream file) throws IOException {
    try (file) {
      file.write("probe".getBytes(StandardCharsets.UTF_8));
    }
  }
}
