package io.journeyhouse.common.lake;

import io.delta.storage.HadoopFileSystemLogStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Delta's log on S3, written by who passes {@link CommitGuard}. A commit is put on the condition
 * that there is none of its name, which the server decides. Delta's own store looks and then puts:
 * of two processes both believe that they have committed, and one commit is lost.
 */
public final class GuardedS3LogStore extends HadoopFileSystemLogStore {
  private static final String ONLY_WHERE_NONE_IS = "fs.option.create.conditional.overwrite";

  public GuardedS3LogStore(Configuration hadoop) {
    super(hadoop);
  }

  @Override
  public void write(Path path, Iterator<String> actions, Boolean overwrite, Configuration hadoop)
      throws IOException {
    CommitGuard.check();
    FileSystem files = path.getFileSystem(hadoop);
    if (overwrite) {
      put(files.create(path, true), actions);
      return;
    }
    try {
      FSDataOutputStreamBuilder<?, ?> commit = files.createFile(path);
      // overwrite here spares a look at what is there: the condition does better
      put(commit.recursive().overwrite(true).must(ONLY_WHERE_NONE_IS, true).build(), actions);
    } catch (IOException e) {
      // refused, by whatever words; where the answer to our own put was lost, Delta finds that out
      if (files.exists(path)) {
        FileAlreadyExistsException exists = new FileAlreadyExistsException(path.toString());
        exists.initCause(e);
        throw exists;
      }
      throw e;
    }
  }

  private static void put(FSDataOutputStream stream, Iterator<String> lines) throws IOException {
    try {
      while (lines.hasNext()) {
        stream.write((lines.next() + "\n").getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException | RuntimeException e) {
      // to close it would put what there is
      stream.abort();
      throw e;
    }
    stream.close();
  }

  @Override
  public Boolean isPartialWriteVisible(Path path, Configuration hadoop) {
    return false;
  }
}
