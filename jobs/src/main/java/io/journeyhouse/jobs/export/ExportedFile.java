package io.journeyhouse.jobs.export;

import io.journeyhouse.common.keys.Hashes;
import java.time.Instant;
import java.util.Map;

/**
 * A finished file.
 *
 * @param file its path relative to the workspace
 * @param rows without the header
 * @param heldBack members who are not in it, by reason
 * @param blankedNames rows of which a name was left empty
 */
record ExportedFile(
    Definition definition,
    Instant asOf,
    String file,
    long rows,
    long bytes,
    String sha256,
    Map<String, Long> heldBack,
    long blankedNames) {

  /** The same export done again is the same batch. */
  String batchId() {
    return Hashes.sha256(definition.audience().name() + "\n" + asOf);
  }

  long members() {
    return rows + heldBack.values().stream().mapToLong(Long::longValue).sum();
  }

  /** What a person should know of it, without a word about any person. */
  String describe() {
    StringBuilder text = new StringBuilder();
    text.append(definition.audience().name()).append(": ").append(rows).append(" of ");
    text.append(members()).append(" members in ").append(file);
    String separator = "; held back: ";
    for (Map.Entry<String, Long> reason : heldBack.entrySet()) {
      if (reason.getValue() > 0) {
        text.append(separator).append(reason.getValue()).append(' ').append(reason.getKey());
        separator = ", ";
      }
    }
    return text.toString();
  }
}
