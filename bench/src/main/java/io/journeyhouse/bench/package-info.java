/** Whole-pipeline benchmarks. Not part of the release. */
@NullMarked
package io.journeyhouse.bench;

import org.jspecify.annotations.NullMarked;
