package io.journeyhouse.common.contract;

import java.time.Period;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code write:} part of a contract.
 *
 * @param column time column of {@code replace-window}, and the one that {@code since} bounds in
 *     {@code replace-keys}
 * @param keys columns that name what {@code replace-keys} replaces
 * @param version columns that order the versions of one key in {@code merge}, first the strongest
 * @param lookback how far before its window a job may reach back
 */
public record Write(
    WriteMode mode,
    @Nullable String column,
    List<String> keys,
    List<String> version,
    Period lookback) {}
