package io.journeyhouse.jobs.sample;

import java.nio.file.Path;
import java.time.LocalDate;

/**
 * What world to make. The same customers, days, seed and start give the same bytes at any number of
 * threads.
 *
 * @param customers people in it
 * @param days days of delivered files
 * @param start first day
 * @param out folder of the files; the truth goes to {@code truth} in it
 */
public record SampleOptions(
    int customers, int days, long seed, LocalDate start, Path out, int threads) {}
