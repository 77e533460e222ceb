package io.journeyhouse.jobs.sample;

import java.util.Locale;

/** Kinds of planted dirt. A row's exact copies are counted as duplicates and nothing else. */
enum Dirt {
  /** Exact copies beyond the first row. */
  DUPLICATE,
  /** Rows that only a file of a later day holds. */
  LATE,
  /** Events that stand in their day's file behind one that happened later. */
  OUT_OF_ORDER,
  /** Events that happened on an earlier business day than their file's. */
  OUT_OF_ORDER_DAY,
  /** Events of robots. */
  BOT,
  /** Lines that are no JSON, or have too few or too many fields. */
  MALFORMED,
  /** Rows with a value that is not of its type. */
  BAD_TYPE,
  /** Rows with a column that the first day's files did not have. */
  NEW_COLUMN,
  /** Rows beyond the first of their key, with other content. */
  NEWER_VERSION,
  /** Records of a person who has one in the same source. */
  SECOND_RECORD,
  /** Second records without an identifier that the first has. */
  UNLINKED_RECORD,
  /** Records with a misspelt name. */
  MISSPELT_NAME,
  /** Devices that are not one person's. */
  SHARED_DEVICE,
  /** Rows that state the company's general address. */
  GENERIC_EMAIL,
  /** Messages to somebody who had unsubscribed before. */
  SENT_TO_UNSUBSCRIBED;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
