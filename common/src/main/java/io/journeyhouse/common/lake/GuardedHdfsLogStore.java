package io.journeyhouse.common.lake;

import io.delta.storage.HDFSLogStore;
import java.io.IOException;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Delta's log on HDFS, written by who passes {@link CommitGuard}. */
public final class GuardedHdfsLogStore extends HDFSLogStore {
  public GuardedHdfsLogStore(Configuration hadoop) {
    super(hadoop);
  }

  @Override
  public void write(Path path, Iterator<String> actions, Boolean overwrite, Configuration hadoop)
      throws IOException {
    CommitGuard.check();
    super.write(path, actions, overwrite, hadoop);
  }
}
