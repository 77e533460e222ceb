/** The lake: names to paths, and the one writer of Delta tables. No business rules. */
@NullMarked
package io.journeyhouse.common.lake;

import org.jspecify.annotations.NullMarked;
