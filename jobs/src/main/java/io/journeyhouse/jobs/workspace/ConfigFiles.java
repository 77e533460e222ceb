package io.journeyhouse.jobs.workspace;

import io.journeyhouse.common.config.YamlNode;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.error.JourneyhouseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The configuration files of a workspace and what their {@code ${env:X}} references stand for. */
final class ConfigFiles {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(?:(env|file):)?([^}]*)}");

  private final Path dir;
  private final Map<String, String> environment;
  private final Set<Path> referenced = new TreeSet<>();

  ConfigFiles(Path dir, Map<String, String> environment) {
    this.dir = dir;
    this.environment = environment;
  }

  Path dir() {
    return dir;
  }

  /** A file that the workspace must have. */
  YamlNode required(String name) {
    return YamlNode.read(dir.resolve(name), name);
  }

  /** The workspace's file, or the packaged default where it has none. */
  YamlNode orDefault(String name) {
    return Files.exists(dir.resolve(name)) ? required(name) : packaged(name);
  }

  /** The default that comes with the program. */
  static YamlNode packaged(String name) {
    try (InputStream in = ConfigFiles.class.getResourceAsStream("/conf/" + name)) {
      if (in == null) {
        throw Errors.of(
            ErrorCode.CONFIG_MISSING,
            name + ":1: there is no such file",
            "create it in the workspace; no default is packaged");
      }
      return YamlNode.parse(
          new String(in.readAllBytes(), StandardCharsets.UTF_8), "(default) " + name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The {@code .yml} files of a folder by name; none where there is no such folder. */
  List<YamlNode> all(String folder) {
    Path path = dir.resolve(folder);
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(path)) {
      return files
          .filter(file -> file.toString().endsWith(".yml"))
          .sorted()
          .map(file -> YamlNode.read(file, folder + "/" + file.getFileName()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text with each {@code ${env:NAME}} and {@code ${file:path}} replaced by what it names. */
  String resolve(YamlNode node) {
    String text = node.string();
    Matcher matcher = REFERENCE.matcher(text);
    StringBuilder resolved = new StringBuilder();
    while (matcher.find()) {
      String value =
          matcher.group(1) == null
              ? unknownReference(node, matcher.group())
              : lookUp(node, matcher.group(1), matcher.group(2));
      matcher.appendReplacement(resolved, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(resolved).toString();
  }

  /** A secret, which must be a reference, so that none stands in a file that is passed around. */
  Secret secret(YamlNode node) {
    if (!REFERENCE.matcher(node.string()).matches()) {
      throw Errors.of(
          ErrorCode.CONFIG_SECRET,
          node.where() + ": " + node.name() + " stands here in clear",
          "write ${env:NAME} or ${file:path} and keep the value there");
    }
    return new Secret(resolve(node));
  }

  /** The files that references named so far. */
  List<Path> referenced() {
    return List.copyOf(referenced);
  }

  private String lookUp(YamlNode node, String kind, String name) {
    if (kind.equals("env")) {
      String value = environment.get(name);
      if (value == null) {
        throw unreadable(
            node, "the environment variable " + name + " is not set", "export " + name + "=...");
      }
      return value;
    }
    try {
      String value = Files.readString(dir.resolve(name)).strip();
      referenced.add(dir.resolve(name));
      return value;
    } catch (IOException e) {
      throw unreadable(
          node,
          "the file " + name + " cannot be read (" + e.getClass().getSimpleName() + ")",
          "create it, readable by the user who runs this; its path is relative to the workspace");
    }
  }

  private static String unknownReference(YamlNode node, String reference) {
    throw node.invalid(
        "has the unknown reference " + reference, "write ${env:NAME} or ${file:path}");
  }

  private static JourneyhouseException unreadable(YamlNode node, String problem, String mend) {
    return Errors.of(
        ErrorCode.CONFIG_SECRET, node.where() + ": " + node.name() + ": " + problem, mend);
  }
}
