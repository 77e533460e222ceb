package io.journeyhouse.jobs.batch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process that can be told from every other one.
 *
 * @param host the machine, its boot and its set of process ids: two containers of one name differ
 * @param start when the process started, because process ids are used again
 */
record OwnProcess(String host, long pid, String start) {

  static OwnProcess get() {
    ProcessHandle self = ProcessHandle.current();
    return new OwnProcess(
        machine() + "/" + bootId() + "/" + processNamespace(), self.pid(), start(self));
  }

  /** The machine's name alone. */
  String hostName() {
    return host.replaceFirst("/.*", "");
  }

  /** Whether the process still runs; asked on its own host. */
  boolean isAlive() {
    Optional<ProcessHandle> handle = ProcessHandle.of(pid);
    return handle.isPresent() && handle.get().isAlive() && start(handle.get()).equals(start);
  }

  private static String start(ProcessHandle process) {
    return process.info().startInstant().map(Object::toString).orElse("");
  }

  private static String machine() {
    try {
      // what no resolver has to know
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      return resolvedName();
    }
  }

  private static String resolvedName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  private static String bootId() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return "";
    }
  }

  private static String processNamespace() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
    } catch (IOException e) {
      return "";
    }
  }
}
