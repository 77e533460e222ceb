package io.journeyhouse.jobs.matching;

import java.io.Serializable;

/**
 * What records are compared by.
 *
 * @param name as it is called in maps, models and explanations
 */
public record Field(String name, FieldKind kind) implements Serializable {}
