package io.journeyhouse.common.error;

/**
 * A failure that a person can act on: what is wrong, why, and how to mend it. Carries no row
 * values.
 */
public final class JourneyhouseException extends RuntimeException {
  private final ErrorCode code;
  private final String mend;

  JourneyhouseException(
      ErrorCode code,
      String problem,
      String mend,
      @org.jspecify.annotations.Nullable Throwable cause) {
    super(problem, cause);
    this.code = code;
    this.mend = mend;
  }

  public ErrorCode code() {
    return code;
  }

  /** What to do about it, as a sentence. */
  public String mend() {
    return mend;
  }

  /** The whole message as printed: {@code JH-2103 problem. To mend: ...}. */
  public String describe() {
    return code.id() + " " + getMessage() + "\n  To mend: " + mend;
  }
}
