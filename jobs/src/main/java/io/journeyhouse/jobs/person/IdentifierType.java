package io.journeyhouse.jobs.person;

import java.util.Arrays;
import java.util.List;

/** What kinds of identifier there are, the strongest first: a fact belongs to whom that names. */
public enum IdentifierType {
  LOGIN("login", false),
  LOYALTY("loyalty", false),
  EMAIL("email", true),
  PHONE("phone", true),
  RECORD("record", false),
  DEVICE("device", false);

  private final String word;
  private final boolean isDirect;

  IdentifierType(String word, boolean isDirect) {
    this.word = word;
    this.isDirect = isDirect;
  }

  /** The word in tables and configuration. */
  public String word() {
    return word;
  }

  /** Whether the value itself tells who a person is, so that only its hash may be kept. */
  public boolean isDirect() {
    return isDirect;
  }

  /** The same of a type that is given by its word. */
  public static boolean isDirect(String word) {
    return Arrays.stream(values()).anyMatch(type -> type.isDirect && type.word.equals(word));
  }

  /** All words, the strongest type first. */
  public static List<String> words() {
    return Arrays.stream(values()).map(IdentifierType::word).toList();
  }
}
