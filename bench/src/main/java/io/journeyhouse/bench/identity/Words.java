package io.journeyhouse.bench.identity;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The lists of words in the resource folder {@code identity}. */
final class Words {
  private Words() {}

  static List<String> of(String file) {
    return List.of(String.join(" ", lines(file)).split(" "));
  }

  /** Each line's words. */
  static List<List<String>> table(String file) {
    return lines(file).stream().map(line -> List.of(line.split(" "))).toList();
  }

  /** A line of beginnings, a line of endings, and so on: every beginning with every ending. */
  static List<String> composed(String file) {
    List<List<String>> lines = table(file);
    List<String> words = new ArrayList<>();
    for (int i = 0; i < lines.size(); i += 2) {
      for (String start : lines.get(i)) {
        for (String end : lines.get(i + 1)) {
          words.add(start + end);
        }
      }
    }
    return words;
  }

  private static List<String> lines(String file) {
    try (InputStream in = Words.class.getResourceAsStream("/identity/" + file)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks identity/" + file);
      }
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
