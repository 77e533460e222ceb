package io.journeyhouse.jobs.ingest;

import java.io.Serializable;

/**
 * One file of a source.
 *
 * @param path as people know it and as it is remembered: relative to the workspace where it lies
 *     below it
 * @param uri where it is read
 * @param modifiedAt milliseconds since 1970
 */
record SourceFile(String path, String uri, long size, long modifiedAt) implements Serializable {

  boolean isGzip() {
    return path.endsWith(".gz");
  }
}
