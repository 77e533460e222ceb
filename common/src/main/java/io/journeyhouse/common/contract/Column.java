package io.journeyhouse.common.contract;

import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/**
 * One column of a contract.
 *
 * @param pii what kind of personal data it holds: {@code direct}, {@code pseudonym}, {@code
 *     sensitive}, or null for none
 */
public record Column(
    String name, DataType type, boolean required, String doc, @Nullable String pii) {}
