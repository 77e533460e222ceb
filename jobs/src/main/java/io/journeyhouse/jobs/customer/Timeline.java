package io.journeyhouse.jobs.customer;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What is known of one customer or anonymous profile.
 *
 * @param fields of the golden record, those that are filled; none of a profile
 * @param entries the latest, in the order of time
 * @param earlier how many entries there are before those
 */
public record Timeline(
    String customerId,
    Map<String, Object> fields,
    List<String> records,
    List<Identifier> identifiers,
    List<Entry> entries,
    long earlier) {

  /**
   * What facts and records are found to be his by.
   *
   * @param isShared whether it names nobody, because others have it too
   */
  public record Identifier(String type, String value, boolean isShared) {}

  /**
   * Something that happened.
   *
   * @param id of the row that tells of it
   * @param fields what it tells, those that are filled
   */
  public record Entry(Instant at, String kind, String id, Map<String, Object> fields) {}
}
