package io.journeyhouse.jobs.cli;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;

/** Looks after the process and the machine that it runs on. Each says what is good or throws. */
final class Machine {
  /** With less heap Spark does not start. */
  private static final long LEAST_HEAP = 900;

  /** What a day of a small lake writes, sorts and logs. */
  private static final long LEAST_DISK = 1024;

  private Machine() {}

  static String java() {
    int feature = Runtime.version().feature();
    if (feature < 17) {
      throw Errors.of(
          ErrorCode.ENVIRONMENT,
          "Java " + feature + " is too old",
          "install a JDK 17, 21 or 25 (Debian: apt-get install openjdk-17-jdk-headless)");
    }
    return "Java " + Runtime.version();
  }

  /** Delta breaks where it meets another Spark, be it another patch. */
  static String versions() {
    return versions(
        org.apache.spark.package$.MODULE$.SPARK_VERSION(), io.delta.package$.MODULE$.VERSION());
  }

  static String versions(String spark, String delta) {
    Properties built = new Properties();
    try (InputStream file = Machine.class.getResourceAsStream("/versions.properties")) {
      built.load(Objects.requireNonNull(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String found = "Spark " + spark + " and Delta " + delta;
    String wanted =
        "Spark " + built.getProperty("spark") + " and Delta " + built.getProperty("delta");
    if (!found.equals(wanted)) {
      throw Errors.of(
          ErrorCode.ENVIRONMENT,
          "this is " + found + ", but Journeyhouse was built for " + wanted,
          "use the spark-submit of that Spark, and of --jars the ones in jobs/target/lib");
    }
    return found;
  }

  static String memory() {
    long megabytes = Runtime.getRuntime().maxMemory() >> 20;
    if (megabytes < LEAST_HEAP) {
      throw Errors.of(
          ErrorCode.ENVIRONMENT,
          "the heap is " + megabytes + " MB, Spark needs " + LEAST_HEAP + " MB and more",
          "set memory: in workspace.yml, for example 2g");
    }
    return String.format(
        Locale.ROOT,
        "memory: a heap of %,d MB, %d cores",
        megabytes,
        Runtime.getRuntime().availableProcessors());
  }

  /**
   * The free space of a folder's disk.
   *
   * @param what what the folder is
   * @param other how to have another folder take its place
   */
  static String disk(String what, Path folder, String other) {
    Path there = folder.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    long megabytes;
    try {
      megabytes = Files.getFileStore(there).getUsableSpace() >> 20;
    } catch (IOException e) {
      throw Errors.of(
          ErrorCode.ENVIRONMENT,
          "the disk of " + folder + " cannot be looked at (" + e.getClass().getSimpleName() + ")",
          other,
          e);
    }
    if (megabytes < LEAST_DISK) {
      throw Errors.of(
          ErrorCode.ENVIRONMENT,
          String.format(
              Locale.ROOT,
              "%s: %s has %,d MB free, a run needs %,d MB and more",
              what,
              folder,
              megabytes,
              LEAST_DISK),
          "free space there (`journeyhouse maintain` deletes what is old), or " + other);
    }
    return String.format(Locale.ROOT, "%s: %s has %,d MB free", what, folder, megabytes);
  }

  /** Files that hold secrets are their owner's business. */
  static String secrets(List<Path> files) {
    for (Path file : files) {
      if (isReadableByOthers(file)) {
        throw Errors.of(
            ErrorCode.CONFIG_SECRET,
            "every user of this machine can read " + file + ", which holds a secret",
            "chmod o-rwx " + file);
      }
    }
    return "secrets: all are there"
        + (files.isEmpty() ? "" : "; no other user can read their " + files.size() + " files");
  }

  private static boolean isReadableByOthers(Path file) {
    try {
      return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
    } catch (UnsupportedOperationException e) {
      // a file system without such rights
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
