package io.journeyhouse.jobs.workspace;

/** A value that must not be printed. */
public record Secret(String value) {
  @Override
  public String toString() {
    return "***";
  }
}
