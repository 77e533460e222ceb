package io.journeyhouse.common.error;

/** Every code that a person may see, with the exit code of the process that ends with it. */
public enum ErrorCode {
  CONFIG_MISSING(2101, 4),
  CONFIG_UNKNOWN_KEY(2102, 4),
  CONFIG_INVALID_VALUE(2103, 4),
  CONFIG_SYNTAX(2104, 4),
  CONFIG_SECRET(2105, 4),
  CONFIG_EXPRESSION(2106, 4),
  CONFIG_CYCLE(2107, 4),
  CONTRACT_INVALID(2201, 4),
  CONTRACT_BREAKING_CHANGE(2202, 4),
  CONTRACT_UNDECLARED_INPUT(2203, 4),
  MANIFEST_OUTDATED(2204, 4),
  ENVIRONMENT(2301, 4),
  TOO_MANY_DATES_MISSED(2302, 4),
  UNMASK_REFUSED(2303, 4),
  SOURCE_UNREADABLE(3101, 1),
  SOURCE_COLUMN_MISSING(3102, 1),
  SOURCE_WAITING(3103, 6),
  QUALITY_GATE(3201, 3),
  SOURCE_MISSING(3202, 3),
  PUBLISH_HELD(3203, 3),
  TABLE_FAILED(3301, 1),
  STORAGE_FAILED(3302, 1),
  SPARK_STOPPED(3303, 1),
  ALREADY_RUNNING(4101, 5),
  USAGE(1101, 2),
  UNEXPECTED(9101, 1);

  private final int number;
  private final int exitCode;

  ErrorCode(int number, int exitCode) {
    this.number = number;
    this.exitCode = exitCode;
  }

  /** The code as printed and as listed in the documentation, for example {@code JH-2103}. */
  public String id() {
    return "JH-" + number;
  }

  public int exitCode() {
    return exitCode;
  }
}
