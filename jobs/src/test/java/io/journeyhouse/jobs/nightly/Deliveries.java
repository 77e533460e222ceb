package io.journeyhouse.jobs.nightly;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Delivers the same rows in another way: in another order, or days later. */
final class Deliveries {
  private Deliveries() {}

  /** Puts the lines of every file below a folder into another order, below its header. */
  static void shuffle(Path folder) throws IOException {
    for (Path file : files(folder)) {
      List<String> lines = new ArrayList<>(Arrays.asList(text(file).split("\n", -1)));
      boolean hasEnd = lines.get(lines.size() - 1).isEmpty();
      int header = file.toString().contains(".csv") ? 1 : 0;
      List<String> rows = lines.subList(header, lines.size() - (hasEnd ? 1 : 0));
      Collections.shuffle(rows, new Random(file.getFileName().toString().hashCode()));
      write(file, String.join("\n", lines));
    }
  }

  /** Delivers the files of one day on another. */
  static void postpone(Path folder, LocalDate from, LocalDate to) throws IOException {
    int moved = 0;
    for (Path file : files(folder)) {
      String name = file.getFileName().toString();
      if (name.contains(from.toString())) {
        Files.move(file, file.resolveSibling(name.replace(from.toString(), to + "-of-" + moved++)));
      }
    }
  }

  /** The files of one day. */
  static List<Path> of(Path folder, LocalDate day) throws IOException {
    return files(folder).stream().filter(file -> file.toString().contains(day.toString())).toList();
  }

  /** Leaves out a third of a file's lines and writes other digits into another third. */
  static void spoil(Path file) throws IOException {
    List<String> lines = text(file).lines().toList();
    List<String> spoilt = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      boolean isHeader = i == 0 && file.toString().contains(".csv");
      if (isHeader || i % 3 == 0) {
        spoilt.add(lines.get(i));
      } else if (i % 3 == 1) {
        spoilt.add(lines.get(i).replace('1', '2'));
      }
    }
    write(file, String.join("\n", spoilt) + "\n");
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.toString().contains("truth"))
          .sorted()
          .toList();
    }
  }

  private static String text(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    if (file.toString().endsWith(".gz")) {
      bytes = new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void write(Path file, String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean zipped = file.toString().endsWith(".gz");
    try (OutputStream out = zipped ? new GZIPOutputStream(bytes) : bytes) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    Files.write(file, bytes.toByteArray());
  }
}
