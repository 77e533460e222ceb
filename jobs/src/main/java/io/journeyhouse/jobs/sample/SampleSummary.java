package io.journeyhouse.jobs.sample;

import java.util.SortedMap;

/**
 * What was written.
 *
 * @param rows by source, planted dirt included
 * @param dirt by {@code source,kind}, as in {@code truth/dirt.csv}
 */
public record SampleSummary(
    int customers, int days, SortedMap<String, Long> rows, SortedMap<String, Long> dirt) {}
