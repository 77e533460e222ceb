package io.journeyhouse.common.config;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.error.JourneyhouseException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A value in a YAML file, and where it stands. Scalars are read as they are written ({@code NO} is
 * Norway, not false).
 */
public final class YamlNode {
  private final String file;
  private final String name;
  private final Node node;

  YamlNode(String file, String name, Node node) {
    this.file = file;
    this.name = name;
    this.node = node;
  }

  /**
   * Reads a file.
   *
   * @param label how messages name the file, for example its path in the workspace
   */
  public static YamlNode read(Path file, String label) {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      throw Errors.of(
          ErrorCode.CONFIG_MISSING,
          label + ":1: there is no such file",
          "create " + file + " (`journeyhouse init` writes a commented one)",
          e);
    } catch (IOException e) {
      throw Errors.of(
          ErrorCode.CONFIG_MISSING,
          label + ":1: the file cannot be read (" + e.getClass().getSimpleName() + ")",
          "make " + file + " a readable UTF-8 file",
          e);
    }
    return parse(text, label);
  }

  /** Reads a text; {@code label} is how messages name it. */
  public static YamlNode parse(String text, String label) {
    Node root;
    try {
      root =
          new Yaml(new SafeConstructor(new LoaderOptions()))
              .compose(new java.io.StringReader(text));
    } catch (MarkedYAMLException e) {
      throw syntax(
          label + ":" + line(e.getProblemMark()) + ": not valid YAML: " + e.getProblem(), e);
    } catch (YAMLException e) {
      throw syntax(label + ":1: not valid YAML: " + e.getMessage(), e);
    }
    if (root == null) {
      throw syntax(label + ":1: the file is empty", null);
    }
    return new YamlNode(label, "the file", root);
  }

  /** {@code file:line}, with which every message about this value starts. */
  public String where() {
    return file + ":" + line(node.getStartMark());
  }

  /** What this value is called in messages: its key, or its place in a list. */
  public String name() {
    return name;
  }

  /** This value as a map; keys must be unique. */
  public YamlMap map() {
    if (node instanceof MappingNode mapping) {
      return new YamlMap(file, this, mapping);
    }
    throw wrong("must be a map of keys to values, is " + kind());
  }

  public boolean isMap() {
    return node instanceof MappingNode;
  }

  public boolean isList() {
    return node instanceof SequenceNode;
  }

  /** This value as a list. */
  public List<YamlNode> list() {
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue().stream()
          .map(element -> new YamlNode(file, "an entry of " + name, element))
          .toList();
    }
    throw wrong("must be a list, is " + kind());
  }

  /** This value as a list of texts; a single text is a list of one. */
  public List<String> strings() {
    return node instanceof ScalarNode
        ? List.of(string())
        : list().stream().map(YamlNode::string).toList();
  }

  /** This value as a text, as it is written. */
  public String string() {
    if (!(node instanceof ScalarNode scalar)) {
      throw wrong("must be a text, is " + kind());
    }
    if (scalar.getTag().equals(Tag.NULL)) {
      throw wrong("has no value");
    }
    return scalar.getValue();
  }

  public boolean bool() {
    return parsed(
        "true or false",
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException(text);
            });
  }

  public int integer() {
    return parsed("a whole number", Integer::parseInt);
  }

  public BigDecimal decimal() {
    return parsed("a number", BigDecimal::new);
  }

  public LocalDate date() {
    return parsed("a date such as 2026-03-01", LocalDate::parse);
  }

  public Period period() {
    return parsed("a period of days such as P7D", Period::parse);
  }

  public Duration duration() {
    return parsed("a duration such as PT30M or P7D", Duration::parse);
  }

  public ZoneId zone() {
    return parsed("a time zone such as Europe/Berlin", ZoneId::of);
  }

  /** One of some words. */
  public String oneOf(Collection<String> words) {
    String text = string();
    if (words.contains(text)) {
      return text;
    }
    throw Errors.invalidValue(
        where(),
        name + " must not be '" + text + "'",
        Errors.closest(text, words)
            .map(near -> "did you mean '" + near + "'?")
            .orElse("use one of: " + String.join(", ", words)));
  }

  /** A constant of an enum, written lower case with hyphens. */
  public <E extends Enum<E>> E oneOf(Class<E> type) {
    List<String> words = Arrays.stream(type.getEnumConstants()).map(YamlNode::word).toList();
    return type.getEnumConstants()[words.indexOf(oneOf(words))];
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A text in any form that {@code parser} accepts without an exception. */
  public <T> T parsed(String expected, Function<String, T> parser) {
    String text = string();
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw Errors.invalidValue(
          where(), name + " is '" + text + "', which is not " + expected, "write " + expected);
    }
  }

  /** An error about this value. */
  public JourneyhouseException invalid(String problem, String mend) {
    return Errors.invalidValue(where(), name + " " + problem, mend);
  }

  private JourneyhouseException wrong(String problem) {
    return invalid(problem, "see the commented example that `journeyhouse init` writes");
  }

  private String kind() {
    return node instanceof MappingNode
        ? "a map"
        : node instanceof SequenceNode ? "a list" : "a single value";
  }

  static int line(Mark mark) {
    return mark.getLine() + 1;
  }

  private static JourneyhouseException syntax(
      String problem, @org.jspecify.annotations.Nullable Throwable cause) {
    return Errors.of(
        ErrorCode.CONFIG_SYNTAX,
        problem,
        "correct the line; indent with spaces, and quote texts with special characters",
        cause);
  }
}
