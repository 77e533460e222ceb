package io.journeyhouse.common.lake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * What a commit says of itself, read from its file in the table's log.
 *
 * @param metrics the operation's own counts, for example {@code numOutputRows}
 * @param userMetadata what the writer noted, empty where nothing
 */
record CommitInfo(long version, Map<String, Long> metrics, String userMetadata) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static CommitInfo read(String tablePath, long version, Configuration hadoop) {
    Path file = new Path(tablePath, String.format("_delta_log/%020d.json", version));
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(file.getFileSystem(hadoop).open(file), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("{\"commitInfo\"")) {
          return parse(version, JSON.readTree(line).get("commitInfo"));
        }
      }
      return new CommitInfo(version, Map.of(), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CommitInfo parse(long version, JsonNode info) {
    Map<String, Long> metrics = new TreeMap<>();
    info.path("operationMetrics")
        .properties()
        .forEach(
            metric -> {
              String value = metric.getValue().asText();
              if (value.matches("-?\\d+")) {
                metrics.put(metric.getKey(), Long.parseLong(value));
              }
            });
    return new CommitInfo(version, metrics, info.path("userMetadata").asText(""));
  }
}
