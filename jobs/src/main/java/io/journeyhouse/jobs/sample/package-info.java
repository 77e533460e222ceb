/**
 * The generator of a linked sample world: the raw files of every configured source, and beside them
 * the truth that was planted. Plain Java: no Spark, no table, no clock. What a person is and does
 * is a pure function of the seed and the person's number, so any day can be written without the
 * others.
 */
@NullMarked
package io.journeyhouse.jobs.sample;

import org.jspecify.annotations.NullMarked;
