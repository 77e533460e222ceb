package io.journeyhouse.jobs.nightly;

import io.journeyhouse.common.lake.GuardedLocalLogStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Notes each commit that passed the guard and was written, and stops its process, as SIGSTOP does,
 * at one of them: before it is asked, or between the guard's leave and the write.
 */
public final class TracedLogStore extends GuardedLocalLogStore {
  /** Property: the file to note commits in. */
  static final String TRACE = "night.trace";

  /** Property: {@code <layer>/<table>:before} or {@code :within}. */
  static final String STOP_AT = "night.stop-at";

  private static final long LEAST_STOP = Duration.ofSeconds(5).toNanos();
  private static final AtomicBoolean STOPPED = new AtomicBoolean();

  public TracedLogStore(Configuration hadoop) {
    super(hadoop);
  }

  @Override
  public void write(Path path, Iterator<String> actions, Boolean overwrite, Configuration hadoop)
      throws IOException {
    String table = path.getParent().getParent().getParent().getName();
    table += "/" + path.getParent().getParent().getName();
    String stopAt = System.getProperty(STOP_AT, "");
    if (stopAt.equals(table + ":before")) {
      stop();
    }
    boolean within = stopAt.equals(table + ":within");
    super.write(path, within ? new StopAtEnd(actions) : actions, overwrite, hadoop);
    if (!overwrite) {
      Files.writeString(
          java.nio.file.Path.of(System.getProperty(TRACE)),
          ProcessHandle.current().pid() + " " + table + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }

  private static void stop() {
    if (STOPPED.compareAndSet(false, true)) {
      try {
        long before = System.nanoTime();
        new ProcessBuilder("kill", "-STOP", ProcessHandle.current().pid() + "").start().waitFor();
        // the stop begins when the thread that the signal went to gets a processor, sooner or later
        // than here: when a moment has taken seconds, it is over, and the commit may go on
        for (long now = System.nanoTime(); now - before < LEAST_STOP; now = System.nanoTime()) {
          before = now;
          Thread.sleep(10);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private record StopAtEnd(Iterator<String> lines) implements Iterator<String> {
    @Override
    public boolean hasNext() {
      boolean more = lines.hasNext();
      if (!more) {
        stop();
      }
      return more;
    }

    @Override
    public String next() {
      return lines.next();
    }
  }
}
