package io.journeyhouse.common.lake;

/**
 * What is asked before each attempt to write a commit, and may refuse it by an exception. It is of
 * the whole process, because Delta makes its log stores by itself. Where nothing is set, commits
 * need no leave.
 */
public final class CommitGuard {
  private static final Runnable NONE = () -> {};

  private static volatile Runnable guard = NONE;

  private CommitGuard() {}

  /** From now on, {@code given} is asked. */
  public static synchronized void set(Runnable given) {
    guard = given;
  }

  /** From now on, {@code given} is not asked any more; another that was set since stays. */
  public static synchronized void lift(Runnable given) {
    if (guard == given) {
      guard = NONE;
    }
  }

  /** Throws what the guard throws, for who may not write now. */
  public static void check() {
    guard.run();
  }
}
