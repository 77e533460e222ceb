package io.journeyhouse.jobs.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The lists of words in the resource folder {@code sample}. */
final class Words {
  static final String[] FEMALE = words("given-female.txt");
  static final String[] MALE = words("given-male.txt");
  static final String[] FAMILY = words("family.txt");
  static final String[] STREETS = words("streets.txt");
  static final String[] COMMENTS = lines("comments.txt");

  /** Two digits of the postal code, and the city. */
  static final String[][] CITIES = table("cities.txt", " ");

  /** Category, name, price in cents. */
  static final String[][] PRODUCTS = table("products.txt", " ");

  /** Kind of device, and what its browser calls itself. */
  private static final String[][] AGENTS = table("agents.txt", "\t");

  /** Names as they may stand in an e-mail address. */
  private static final Map<String, String> ASCII =
      Stream.of(FEMALE, MALE, FAMILY)
          .flatMap(Arrays::stream)
          .distinct()
          .collect(Collectors.toUnmodifiableMap(name -> name, Words::asciiOf));

  private Words() {}

  static String ascii(String name) {
    return ASCII.getOrDefault(name, name);
  }

  static String[] agents(String device) {
    return Arrays.stream(AGENTS)
        .filter(agent -> agent[0].equals(device))
        .map(agent -> agent[1])
        .toArray(String[]::new);
  }

  private static String asciiOf(String name) {
    String plain =
        name.toLowerCase(Locale.ROOT)
            .replace("ä", "ae")
            .replace("ö", "oe")
            .replace("ü", "ue")
            .replace("ß", "ss")
            .replace("ı", "i");
    return Normalizer.normalize(plain, Normalizer.Form.NFD).replaceAll("[^a-z]", "");
  }

  private static String[] words(String file) {
    return String.join(" ", lines(file)).split(" ");
  }

  private static String[][] table(String file, String separator) {
    return Arrays.stream(lines(file))
        .map(line -> line.split(separator, 3))
        .toArray(String[][]::new);
  }

  private static String[] lines(String file) {
    try (InputStream in = Words.class.getResourceAsStream("/sample/" + file)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks sample/" + file);
      }
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .lines()
          .toArray(String[]::new);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
