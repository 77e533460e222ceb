package io.journeyhouse.jobs.ingest;

import io.journeyhouse.jobs.workspace.SourceConfig;
import java.io.IOException;
import java.net.URI;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** The files that a source's path names, on any file system that Hadoop knows. */
final class FileSearch {
  private static final String DATE = "{date}";
  private static final String ANY_DATE = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]";

  private final String home;
  private final String pattern;
  private final boolean isRelative;
  private final @Nullable Pattern dated;

  FileSearch(SourceConfig source, java.nio.file.Path workspace) {
    String path = Objects.requireNonNull(source.path());
    this.home = workspace.toString() + "/";
    this.isRelative = !Objects.requireNonNull(source.location()).equals(path);
    this.pattern = path;
    this.dated = isDated(path) ? Pattern.compile(regex(path)) : null;
  }

  /**
   * Files up to a date of delivery in the order of their names, without hidden ones, which are
   * being written.
   *
   * @param notes takes what is wrong with names
   */
  List<SourceFile> upTo(LocalDate last, Configuration hadoop, List<String> notes)
      throws IOException {
    String glob = pattern.replace(DATE, ANY_DATE);
    // what looks like a pattern in the workspace's own name is none
    Path path =
        new Path(isRelative ? home.replaceAll("([*?\\[\\]{}\\\\])", "\\\\$1") + glob : glob);
    FileSystem files = path.getFileSystem(hadoop);
    FileStatus[] matches = files.globStatus(path);
    List<SourceFile> found = new ArrayList<>();
    for (FileStatus match : matches == null ? new FileStatus[0] : matches) {
      String name = name(match.getPath());
      if (isUpTo(last, name, notes)) {
        add(files, match, found);
      }
    }
    found.sort(Comparator.comparing(SourceFile::path));
    return found;
  }

  /** Whether names of files say of which day they are. */
  boolean isDated() {
    return dated != null;
  }

  /** Whether a file is of a day, by its name. */
  boolean isOf(LocalDate day, SourceFile file) {
    if (dated == null) {
      return false;
    }
    Matcher matcher = dated.matcher(file.path());
    return matcher.lookingAt() && day.toString().equals(matcher.group("date"));
  }

  private boolean isUpTo(LocalDate last, String name, List<String> notes) {
    if (dated == null) {
      return true;
    }
    Matcher matcher = dated.matcher(name);
    if (!matcher.lookingAt()) {
      return false;
    }
    try {
      return !LocalDate.parse(matcher.group("date")).isAfter(last);
    } catch (DateTimeParseException e) {
      notes.add(name + " is not loaded: the date in its name is none");
      return false;
    }
  }

  private void add(FileSystem files, FileStatus match, List<SourceFile> found) throws IOException {
    String last = match.getPath().getName();
    if (last.startsWith(".") || last.startsWith("_")) {
      return;
    }
    if (match.isDirectory()) {
      for (FileStatus child : files.listStatus(match.getPath())) {
        add(files, child, found);
      }
      return;
    }
    URI uri = match.getPath().toUri();
    found.add(
        new SourceFile(
            name(match.getPath()), uri.toString(), match.getLen(), match.getModificationTime()));
  }

  /** As in the configuration: relative, absolute or with a scheme. */
  private String name(Path path) {
    String plain = path.toUri().getPath();
    if (isRelative) {
      return plain.startsWith(home) ? plain.substring(home.length()) : plain;
    }
    return pattern.contains("://") ? path.toString() : plain;
  }

  /** Whether names of files that a path stands for say of which day they are. */
  static boolean isDated(String path) {
    return path.contains(DATE);
  }

  /** A path with a date as a regular expression, whose first group is the date. */
  static String regex(String pattern) {
    StringBuilder regex = new StringBuilder();
    boolean isDateSeen = false;
    int braces = 0;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (pattern.startsWith(DATE, i)) {
        regex.append(isDateSeen ? "\\k<date>" : "(?<date>\\d{4}-\\d{2}-\\d{2})");
        isDateSeen = true;
        i += DATE.length() - 1;
      } else if (c == '*') {
        regex.append("[^/]*?");
      } else if (c == '?') {
        regex.append("[^/]");
      } else if (c == '[') {
        int close = pattern.indexOf(']', i);
        regex.append(pattern, i, close + 1);
        i = close;
      } else if (c == '{') {
        braces++;
        regex.append("(?:");
      } else if (c == '}') {
        braces--;
        regex.append(')');
      } else if (c == ',' && braces > 0) {
        regex.append('|');
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return regex.append('$').toString();
  }
}
