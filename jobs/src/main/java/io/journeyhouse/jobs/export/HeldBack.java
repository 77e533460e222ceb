package io.journeyhouse.jobs.export;

import java.util.Locale;

/** Why a member is not in the file. Of several reasons the first in this order. */
enum HeldBack {
  /** The latest statement of one of his identifiers, or of the address, is a refusal. */
  REFUSED,
  /** No identifier of his has a grant that stands. */
  NO_CONSENT,
  /** The channel's address is not known. */
  NO_ADDRESS,
  /** A program that opens the file could take the address for something else. */
  UNSAFE_ADDRESS,
  /** Another member in the file has the same address. */
  SAME_ADDRESS;

  /** The word in manifests and tables. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
