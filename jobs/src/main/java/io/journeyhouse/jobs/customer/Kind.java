package io.journeyhouse.jobs.customer;

import io.journeyhouse.common.contract.TableName;
import java.util.List;
import java.util.stream.Stream;

/**
 * A kind of things that happen to a customer.
 *
 * @param id column of the rows' own ids; where rows state identifiers, within their source
 * @param at column of the time
 * @param fields columns that are shown
 */
record Kind(String word, TableName table, String id, String at, List<String> fields) {
  /** Records, with when they stopped to be the customer's. */
  static final Kind RECORD =
      of("record", "gold.customer_record_link", "record_key", "first_seen_at", "valid_to");

  /** Facts that state identifiers, by which their customer is found. */
  static final List<Kind> FACTS =
      List.of(
          of(
              "order",
              "silver.orders",
              "order_id",
              "ordered_at",
              "order_type",
              "channel",
              "store_id",
              "net",
              "currency"),
          of(
              "ticket",
              "silver.support_interactions",
              "interaction_id",
              "opened_at",
              "channel",
              "topic",
              "status",
              "closed_at"),
          of(
              "contact",
              "silver.campaign_contacts",
              "contact_id",
              "event_at",
              "event_type",
              "channel",
              "campaign_id",
              "treatment_id"),
          of("survey", "silver.surveys", "response_id", "answered_at", "survey", "kind", "score"),
          of(
              "consent",
              "silver.consents",
              "consent_id",
              "stated_at",
              "status",
              "channel",
              "purpose"));

  /** Rows that name their customer. */
  static final List<Kind> OF_CUSTOMERS =
      List.of(
          of(
              "session",
              "gold.fct_session",
              "session_id",
              "started_at",
              "channel",
              "campaign",
              "device_class",
              "landing_page",
              "page_views",
              "events",
              "converted"),
          of(
              "identity",
              "gold.identity_event",
              "event",
              "window_end",
              "other_id",
              "records_before",
              "records"),
          of("stage", "gold.fct_journey_stage", "stage", "entered_at", "entered_by", "left_at"),
          of(
              "audience",
              "audience.segment_membership",
              "audience",
              "entered_at",
              "entered_because",
              "left_at"));

  /** The kind of a word. */
  static Kind of(String word) {
    return Stream.of(List.of(RECORD), FACTS, OF_CUSTOMERS)
        .flatMap(List::stream)
        .filter(kind -> kind.word().equals(word))
        .findFirst()
        .orElseThrow();
  }

  private static Kind of(String word, String table, String id, String at, String... fields) {
    return new Kind(word, TableName.of(table), id, at, List.of(fields));
  }
}
