package io.journeyhouse.jobs.batch;

import io.journeyhouse.common.run.DateWindow;

/**
 * A loaded file that is taken back.
 *
 * @param path as {@code ops.landed_file} names it
 * @param isReplaced whether the file that is there now is loaded in its place
 * @param isTakenOut whether its rows are out of bronze and silver: those of its path that are there
 *     now are of the file that replaces it
 * @param window of the run that restates what rested on it: a microsecond after the last run's end
 */
public record Withdrawal(
    String source, String path, boolean isReplaced, boolean isTakenOut, DateWindow window) {}
