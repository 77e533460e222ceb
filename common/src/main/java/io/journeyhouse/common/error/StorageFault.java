package io.journeyhouse.common.error;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FSError;

/** Finds among the causes of a failure what a disk or a server did not do. */
public final class StorageFault {
  private static final String OBJECT_STORE_CLIENT = "software.amazon.awssdk.";

  /**
   * In the words of operating systems and servers. Only these are shown: a message may hold data.
   */
  private static final List<String> FAULTS =
      List.of(
          "No space left on device",
          "Disk quota exceeded",
          "Read-only file system",
          "Permission denied",
          "Input/output error",
          "Too many open files",
          "Mkdirs failed",
          "Access Denied",
          "Forbidden",
          "does not exist in our records",
          "SignatureDoesNotMatch",
          "NoSuchBucket",
          "Connection refused",
          "Connection reset",
          "timed out",
          "UnknownHostException");

  private StorageFault() {}

  /**
   * The failure as an error of {@link ErrorCode#STORAGE_FAILED}.
   *
   * @param what failed
   */
  public static Optional<JourneyhouseException> of(String what, Throwable thrown) {
    return find(thrown)
        .map(
            fault ->
                Errors.of(
                    ErrorCode.STORAGE_FAILED,
                    what + ": " + fault,
                    "see that the disks of lake, workspace and spark.local.dir have free room and may"
                        + " be written to, and that the servers of lake and repository answer and let this user in;"
                        + " then run the same command again: it goes on where it stopped",
                    thrown));
  }

  private static Optional<String> find(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (isOfStorage(cause)) {
        String text = cause.toString();
        Optional<String> fault = FAULTS.stream().filter(text::contains).findFirst();
        if (fault.isPresent()) {
          return fault;
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isOfStorage(Throwable cause) {
    // the second is what Hadoop makes of a local disk's failure
    return cause instanceof IOException
        || cause instanceof FSError
        || cause.getClass().getName().startsWith(OBJECT_STORE_CLIENT);
  }
}
