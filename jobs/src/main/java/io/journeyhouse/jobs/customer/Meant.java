package io.journeyhouse.jobs.customer;

import java.util.Optional;

/**
 * Whom an id means.
 *
 * @param id of a customer ({@code c_}) or an anonymous profile ({@code a_})
 * @param way how what was asked for led there; empty where it is the id
 */
public record Meant(String id, Optional<String> way) {

  boolean isCustomer() {
    return id.startsWith("c_");
  }
}
