/**
 * Makes the records that record linkage is measured with: people in households, what was recorded
 * of them over the years, and the mistakes in it. Plain Java: no Spark, no table, no clock. A
 * record is a pure function of the seed and its number, so records are written in shuffled order
 * without being held.
 */
@NullMarked
package io.journeyhouse.bench.identity;

import org.jspecify.annotations.NullMarked;
