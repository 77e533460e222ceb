package io.journeyhouse.jobs.batch;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;

/** One name for each lake, however its address is written. */
final class LakeAddress {
  private static final String HDFS_PORT = ":8020";

  private LakeAddress() {}

  static String canonical(String lake) {
    URI uri = new org.apache.hadoop.fs.Path(lake).toUri();
    if (uri.getScheme() == null || uri.getScheme().equalsIgnoreCase("file")) {
      return "file:" + real(Path.of(uri.getPath()).toAbsolutePath().normalize());
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    String authority = String.valueOf(uri.getAuthority()).toLowerCase(Locale.ROOT);
    if (scheme.equals("hdfs") && authority.endsWith(HDFS_PORT)) {
      authority = authority.substring(0, authority.length() - HDFS_PORT.length());
    }
    String path = uri.normalize().getPath();
    return scheme + "://" + authority + (path.equals("/") ? "" : path);
  }

  /** The path without symbolic links, as far as it exists. */
  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      Path parent = path.getParent();
      return parent == null ? path : real(parent).resolve(path.getFileName());
    }
  }
}
