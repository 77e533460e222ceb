package io.journeyhouse.jobs.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.run.DateWindow;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of a run.
 *
 * @param exitCode of the process: 0 when all is done, else that of the first failure
 * @param notStarted pipelines that were not started because one before them failed
 */
public record RunSummary(
    DateWindow window,
    double seconds,
    int exitCode,
    List<TableRun> tables,
    List<String> notStarted) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Whether every step had been done before. */
  public boolean isAlreadyDone() {
    return exitCode == 0 && tables.stream().allMatch(table -> table.status().equals("done_before"));
  }

  /** Whether nothing failed and a source is waited for. */
  public boolean isWaiting() {
    return exitCode == ErrorCode.SOURCE_WAITING.exitCode();
  }

  /** Whether the customers that it found are not published, because they changed too much. */
  public boolean isHeld() {
    String held = ErrorCode.PUBLISH_HELD.id();
    return tables.stream()
        .map(TableRun::error)
        .anyMatch(error -> error != null && error.code().equals(held));
  }

  private String status() {
    if (exitCode == 0) {
      return isAlreadyDone() ? "already_done" : "done";
    }
    return isWaiting() ? "waiting" : "failed";
  }

  public String toJson() {
    Map<String, Object> document = new TreeMap<>();
    document.put("from", window.from().toString());
    document.put("to", window.to().toString());
    document.put("status", status());
    document.put("exitCode", exitCode);
    document.put("seconds", seconds);
    document.put("tables", tables);
    document.put("pipelinesNotStarted", notStarted);
    try {
      return JSON.writeValueAsString(document) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
