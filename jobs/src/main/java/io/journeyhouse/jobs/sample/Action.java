package io.journeyhouse.jobs.sample;

import org.jspecify.annotations.Nullable;

/** Something of a person's life that leaves rows in the files of one day. */
sealed interface Action {
  /** The day whose files tell of it. */
  int day();

  /** How far a visit went. */
  enum Depth {
    BOUNCE,
    BROWSE,
    CART,
    CHECKOUT,
    PURCHASE
  }

  /** Whether a visitor says who it is. */
  enum SignIn {
    NONE,
    ALREADY,
    LOGIN,
    SIGNUP
  }

  /** Which of a visitor's devices, or one that is not theirs alone. */
  enum Device {
    FIRST,
    SECOND,
    APP,
    TABLET,
    KIOSK
  }

  /**
   * A visit of the shop or the app.
   *
   * @param at its start; on the day before where an app was offline
   * @param campaign what brought the visitor, null without one
   */
  record Visit(
      int day,
      long at,
      int seq,
      Device device,
      Channel channel,
      @Nullable Campaign campaign,
      Depth depth,
      SignIn signIn,
      boolean shares,
      @Nullable Receipt order)
      implements Action {}

  /** Where something was bought. */
  enum Till {
    WEB,
    APP,
    STORE
  }

  /**
   * A receipt, or the return of one.
   *
   * @param seq of the person's sale; a return has its sale's
   * @param soldOn day of the sale
   */
  record Receipt(
      int day,
      long at,
      int seq,
      Till till,
      boolean byCard,
      boolean byEmail,
      boolean byLogin,
      boolean isReturn,
      int soldOn)
      implements Action {}

  /** How a message ended. */
  enum Reaction {
    BOUNCE,
    NONE,
    OPEN,
    CLICK,
    UNSUBSCRIBE,
    COMPLAINT
  }

  /** A message and all that followed from it on the same day. */
  record Message(int day, long at, int wave, Reaction reaction, boolean isUnwanted)
      implements Action {}

  /**
   * A version of a record in the CRM.
   *
   * @param slot 0 for the person's record, more for its duplicates
   * @param changes bits of {@link Records}
   */
  record CrmVersion(int day, long created, long changed, int slot, int version, int changes)
      implements Action {}

  /** A version of the holder of a loyalty card. */
  record CardVersion(int day, long joined, long changed, int version) implements Action {}

  /** A statement about what may be sent. */
  record Consent(int day, long at, int seq, String channel, String purpose, String status)
      implements Action {}

  /**
   * A state of a case of support.
   *
   * @param version 0 while it is open, then 1, and 2 when it was rated
   * @param csat 0 while not rated
   */
  record TicketState(
      int day, long opened, long solved, long changed, int seq, String kind, int version, int csat)
      implements Action {}

  /** An answer to a survey. */
  record Answer(int day, long at, int seq, String kind, int score) implements Action {}
}
