package io.journeyhouse.jobs.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.JourneyhouseException;
import io.journeyhouse.common.quality.CheckResult;
import io.journeyhouse.common.run.TableResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one table in one run, as written to {@code run-results.json}.
 *
 * @param status written, already_written, unchanged, done_before, waiting or failed
 * @param error code and message of a failure
 */
public record TableRun(
    String pipeline,
    String table,
    String status,
    long rowsIn,
    long rowsOut,
    long quarantined,
    long duplicates,
    double seconds,
    long version,
    List<CheckResult> checks,
    List<String> notes,
    @Nullable Problem error) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A failure as a person reads it. */
  public record Problem(String code, String problem, String mend) {
    static Problem of(JourneyhouseException error) {
      return new Problem(error.code().id(), String.valueOf(error.getMessage()), error.mend());
    }
  }

  static TableRun of(String pipeline, TableResult result) {
    return new TableRun(
        pipeline,
        result.table().toString(),
        result.status().name().toLowerCase(java.util.Locale.ROOT),
        result.rowsIn(),
        result.rowsOut(),
        result.quarantined(),
        result.duplicates(),
        result.seconds(),
        result.version(),
        result.checks(),
        result.notes(),
        null);
  }

  static TableRun failed(
      String pipeline, String table, double seconds, JourneyhouseException error) {
    return new TableRun(
        pipeline,
        table,
        error.code() == ErrorCode.SOURCE_WAITING ? "waiting" : "failed",
        0,
        0,
        0,
        0,
        seconds,
        -1,
        List.of(),
        List.of(),
        Problem.of(error));
  }

  /** The same, seen from a later start that found it done. */
  TableRun doneBefore() {
    return new TableRun(
        pipeline,
        table,
        "done_before",
        rowsIn,
        rowsOut,
        quarantined,
        duplicates,
        seconds,
        version,
        checks,
        notes,
        null);
  }

  String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static TableRun fromJson(String json) {
    try {
      return JSON.readValue(json, TableRun.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
