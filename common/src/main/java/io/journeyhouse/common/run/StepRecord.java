package io.journeyhouse.common.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.lake.Commit;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.quality.CheckResult;
import java.util.List;

/**
 * A step's counts as kept in the metadata of its commit, so that a step that was killed between its
 * commit and its record can still be recorded.
 */
record StepRecord(
    @JsonProperty("application") String application,
    @JsonProperty("rowsIn") long rowsIn,
    @JsonProperty("rowsOut") long rowsOut,
    @JsonProperty("quarantined") long quarantined,
    @JsonProperty("duplicates") long duplicates,
    @JsonProperty("checks") List<CheckResult> checks,
    @JsonProperty("notes") List<String> notes) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static String toJson(String application, TableResult result) {
    try {
      return JSON.writeValueAsString(
          new StepRecord(
              application,
              result.rowsIn(),
              result.rowsOut(),
              result.quarantined(),
              result.duplicates(),
              result.checks(),
              result.notes()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The result of a step whose commit is there. */
  static TableResult ofCommit(Lake lake, TableName table, Commit commit) {
    String metadata = lake.userMetadata(table, commit.applicationId());
    StepRecord kept;
    try {
      kept =
          metadata.isEmpty()
              ? new StepRecord("", 0, 0, 0, 0, List.of(), List.of())
              : JSON.readValue(metadata, StepRecord.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    return new TableResult(
        table,
        TableResult.Status.ALREADY_WRITTEN,
        kept.rowsIn(),
        kept.rowsOut(),
        kept.quarantined(),
        kept.duplicates(),
        0,
        lake.version(table),
        kept.checks(),
        kept.notes());
  }
}
