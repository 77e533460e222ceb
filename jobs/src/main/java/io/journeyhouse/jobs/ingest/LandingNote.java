package io.journeyhouse.jobs.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;

/**
 * What a bronze commit says of itself. It stands in the commit, so rows and the knowledge of which
 * files they are of can never be apart.
 *
 * @param application pipeline, table and window
 * @param windowEnd ISO-8601
 * @param loadedAt ISO-8601
 */
record LandingNote(
    String application,
    int attempt,
    String source,
    String runId,
    String windowEnd,
    String loadedAt,
    long rows,
    List<String> notes,
    List<LandedFile> files) {
  private static final ObjectMapper JSON = new ObjectMapper();

  String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The note in a commit's metadata, none where those are empty. */
  static Optional<LandingNote> parse(String metadata) {
    try {
      return metadata.isEmpty()
          ? Optional.empty()
          : Optional.of(JSON.readValue(metadata, LandingNote.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
