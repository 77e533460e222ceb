package io.journeyhouse.jobs.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Who holds the lake, in a file beside a repository that is a file itself: who finds that locked
 * cannot ask it.
 */
record HolderNote(Path file) {
  private static final String URL = "jdbc:h2:file:";

  /** The note of an H2 file. */
  static HolderNote of(String url) {
    return new HolderNote(Path.of(url.substring(URL.length()).replaceFirst(";.*", "") + ".holder"));
  }

  void write(String holder) {
    try {
      Files.writeString(file, ProcessHandle.current().pid() + holder);
    } catch (IOException e) {
      // who is kept out is told the same without a name
    }
  }

  void remove() throws IOException {
    Files.deleteIfExists(file);
  }

  /** The holder for a person, in brackets; nothing where it is not known. */
  String read() {
    try {
      String note = Files.readString(file);
      int end = note.indexOf(' ');
      // else it is of a run that was killed, and another command has the file open
      return ProcessHandle.of(Long.parseLong(note.substring(0, end))).isPresent()
          ? note.substring(end)
          : "";
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
      return "";
    }
  }
}
