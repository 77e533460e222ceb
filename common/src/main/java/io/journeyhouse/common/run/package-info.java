/**
 * A table job, its window and the runner that executes any of them the same way. The only package
 * that may read the wall clock.
 */
@NullMarked
package io.journeyhouse.common.run;

import org.jspecify.annotations.NullMarked;
