package io.journeyhouse.common.run;

/**
 * Named places where a test can kill the process as {@code kill -9} would, to prove that the next
 * start heals. Does nothing unless the system property {@code journeyhouse.crash-at} names the
 * place.
 */
public final class CrashPoint {
  private static final String ARMED = System.getProperty("journeyhouse.crash-at", "");

  private CrashPoint() {}

  public static void reach(String place) {
    if (ARMED.equals(place)) {
      Runtime.getRuntime().halt(137);
    }
  }
}
