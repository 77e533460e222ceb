package io.journeyhouse.jobs.ingest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Packs files into tasks of about the same work: many small files into few tasks, since each task
 * writes a file of its own, and never so few that cores stand idle over large ones.
 */
final class FileGroups {
  private static final long BYTES_A_TASK = 256L << 20;
  private static final long WORTH_A_TASK = 8L << 20;
  private static final long GZIP_RATIO = 6;

  private FileGroups() {}

  static List<ArrayList<SourceFile>> of(List<SourceFile> files, int cores) {
    long total = files.stream().mapToLong(FileGroups::weight).sum();
    long tasks = Math.max(total / BYTES_A_TASK + 1, Math.min(cores, total / WORTH_A_TASK + 1));
    int count = (int) Math.min(tasks, files.size());
    PriorityQueue<Group> lightest =
        new PriorityQueue<>(
            Comparator.<Group>comparingLong(group -> group.weight)
                .thenComparingInt(group -> group.number));
    for (int i = 0; i < count; i++) {
      lightest.add(new Group(i));
    }
    List<Group> groups = new ArrayList<>(lightest);
    files.stream()
        .sorted(
            Comparator.comparingLong(FileGroups::weight).reversed().thenComparing(SourceFile::path))
        .forEach(
            file -> {
              Group group = lightest.remove();
              group.files.add(file);
              group.weight += weight(file);
              lightest.add(group);
            });
    groups.forEach(group -> group.files.sort(Comparator.comparing(SourceFile::path)));
    return groups.stream().map(group -> group.files).toList();
  }

  /** Bytes of text in it, about. */
  private static long weight(SourceFile file) {
    return file.isGzip() ? file.size() * GZIP_RATIO : file.size();
  }

  private static final class Group {
    final int number;
    final ArrayList<SourceFile> files = new ArrayList<>();
    long weight;

    Group(int number) {
      this.number = number;
    }
  }
}
