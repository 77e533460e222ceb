package io.journeyhouse.jobs.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The commented default workspace that comes with the program, without the examples. */
final class PackagedConf {
  private static final String EXAMPLES = "examples";

  private PackagedConf() {}

  /** Content by path relative to the workspace. */
  static Map<String, byte[]> files() {
    try {
      URI uri = Objects.requireNonNull(Main.class.getResource("/conf")).toURI();
      if (!uri.getScheme().equals("jar")) {
        return files(Path.of(uri));
      }
      try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
        return files(jar.getPath("/conf"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, byte[]> files(Path root) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        Path relative = root.relativize(file);
        if (!relative.getName(0).toString().equals(EXAMPLES)) {
          files.put(relative.toString(), Files.readAllBytes(file));
        }
      }
    }
    return files;
  }
}
