package io.journeyhouse.common.contract;

import org.jspecify.annotations.Nullable;

/**
 * What erasing a person does to a table: the action, the column that names the person, the reason.
 */
public record Erase(String action, @Nullable String subject, @Nullable String reason) {}
