package io.journeyhouse.common.lake;

import io.delta.storage.LogStore;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;

/** By which class Delta writes its log on each kind of file system. */
public final class LogStores {
  /** What the names of Delta's settings of log stores start with, in lower case. */
  private static final String PREFIX = "spark.delta.logstore.";

  private static final String FOR_ALL = "spark.delta.logStore.class";

  private static final Map<String, Class<? extends LogStore>> OWN =
      Map.of(
          "file", GuardedLocalLogStore.class,
          "hdfs", GuardedHdfsLogStore.class,
          "s3a", GuardedS3LogStore.class);

  private LogStores() {}

  /** Whether a setting of Spark chooses a log store. */
  public static boolean isChosenBy(String setting) {
    return setting.toLowerCase(Locale.ROOT).startsWith(PREFIX);
  }

  /** Spark's settings for our own. */
  static Map<String, String> settings() {
    return OWN.entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(
                store -> setting(store.getKey()), store -> store.getValue().getName()));
  }

  /**
   * Refuses a lake whose log would be written by a store that is not our own: two runs at once lose
   * commits there, and a run that lost its lease is not kept from writing.
   *
   * @param extra Spark's settings of the workspace
   * @return the name of the class that writes it
   */
  public static String requireOwn(String lake, Map<String, String> extra) {
    return requireOwn(lake, SparkSessions.conf(extra));
  }

  static String requireOwn(String lake, SparkConf conf) {
    String scheme = scheme(lake);
    Class<? extends LogStore> own = OWN.get(scheme);
    if (own == null) {
      throw Errors.of(
          ErrorCode.ENVIRONMENT,
          "the lake "
              + lake
              + " is on '"
              + scheme
              + "', where no store of Delta's log is known to keep two runs apart",
          "put it on one of "
              + new TreeSet<>(OWN.keySet())
              + ", or see yourself that one process at a time writes it, and say"
              + " foreign-log-store: true in workspace.yml");
    }
    String found =
        conf.contains(FOR_ALL) ? conf.get(FOR_ALL) : conf.get(setting(scheme), "Delta's own");
    if (!found.equals(own.getName())) {
      throw Errors.of(
          ErrorCode.ENVIRONMENT,
          "Delta's log of the lake "
              + lake
              + " would be written by "
              + found
              + ", which does not keep a run that lost the lake from writing, and may lose commits",
          "take spark.delta.logStore settings out of Spark's configuration, or see yourself that"
              + " one process at a time writes the lake, and say foreign-log-store: true in"
              + " workspace.yml");
    }
    return found;
  }

  private static String setting(String scheme) {
    return "spark.delta.logStore." + scheme + ".impl";
  }

  private static String scheme(String lake) {
    String scheme = new Path(lake).toUri().getScheme();
    return scheme == null ? "file" : scheme.toLowerCase(Locale.ROOT);
  }
}
