package io.journeyhouse.jobs.identity;

import io.journeyhouse.jobs.matching.Similarity;
import java.util.Collections;
import java.util.List;

/**
 * A record at an address, as households are made of them.
 *
 * @param member stands for the record
 * @param surnames of all records of its customer, as they are compared; so are the phones
 */
record Resident(
    long member,
    String customer,
    HouseholdAddress address,
    List<String> surnames,
    List<String> phones) {
  /** As much alike are surnames of one family that are misspelt. */
  private static final double ALIKE = .92;

  /** Whether more than the address says that the two are of one household. */
  boolean isTiedTo(Resident other) {
    return customer.equals(other.customer)
        || !Collections.disjoint(phones, other.phones)
        || surnames.stream()
            .anyMatch(name -> other.surnames.stream().anyMatch(its -> areAlike(name, its)));
  }

  private static boolean areAlike(String one, String other) {
    return Similarity.jaroWinkler(one, other) >= ALIKE || Similarity.haveWordInCommon(one, other);
  }
}
