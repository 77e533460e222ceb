package io.journeyhouse.jobs.nightly;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.lake.Lake;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What Spark's logs of events say of the pipelines of each command. */
final class EventLogs {
  private static final ObjectMapper JSON = new ObjectMapper();

  private EventLogs() {}

  /** What the tasks of a pipeline did. */
  private static final class Work {
    long bytesRead;
    long bytesShuffled;
    long bytesSpilled;
    long cpuNanos;

    void add(JsonNode metrics) {
      bytesRead += metrics.at("/Input Metrics/Bytes Read").asLong();
      bytesShuffled += metrics.at("/Shuffle Write Metrics/Shuffle Bytes Written").asLong();
      bytesSpilled += metrics.at("/Disk Bytes Spilled").asLong();
      cpuNanos += metrics.at("/Executor CPU Time").asLong();
    }
  }

  /** Prints a line a pipeline for each command, in the order in which they ran. */
  static void print(Path folder, Lake lake) throws IOException {
    Map<String, String> pipelines = new HashMap<>();
    lake.read(TableName.of("ops.run"))
        .select("table_name", "pipeline")
        .collectAsList()
        .forEach(row -> pipelines.put(row.getString(0), row.getString(1)));
    try (Stream<Path> logs = Files.list(folder)) {
      List<Path> inOrder = logs.sorted().toList();
      for (Path log : inOrder) {
        System.out.println("  " + log.getFileName());
        work(log, pipelines)
            .forEach(
                (pipeline, work) ->
                    System.out.printf(
                        "  %-12s read %6d MB, shuffled %6d MB, spilled %5d MB, CPU %4d s%n",
                        pipeline,
                        work.bytesRead / 1_000_000,
                        work.bytesShuffled / 1_000_000,
                        work.bytesSpilled / 1_000_000,
                        work.cpuNanos / 1_000_000_000));
      }
    }
  }

  private static Map<String, Work> work(Path log, Map<String, String> pipelines)
      throws IOException {
    Map<Integer, String> stages = new HashMap<>();
    Map<String, Work> work = new TreeMap<>();
    try (BufferedReader lines = Files.newBufferedReader(log)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode event = JSON.readTree(line);
        switch (event.path("Event").asText()) {
          case "SparkListenerJobStart" -> {
            String job = event.path("Properties").path("spark.job.description").asText();
            String pipeline = pipelines.getOrDefault(job.replaceFirst(" .*", ""), "other");
            event.path("Stage IDs").forEach(id -> stages.putIfAbsent(id.asInt(), pipeline));
          }
          case "SparkListenerTaskEnd" ->
              work.computeIfAbsent(
                      stages.getOrDefault(event.path("Stage ID").asInt(), "other"),
                      name -> new Work())
                  .add(event.path("Task Metrics"));
          default -> {}
        }
      }
    }
    return work;
  }
}
