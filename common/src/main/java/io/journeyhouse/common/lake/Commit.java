package io.journeyhouse.common.lake;

/**
 * Identifies one write: the same application id with the same or a lower attempt is written once.
 *
 * @param applicationId pipeline, table and window
 * @param userMetadata JSON kept in the table's log beside the commit
 */
public record Commit(String applicationId, long attempt, String userMetadata) {}
