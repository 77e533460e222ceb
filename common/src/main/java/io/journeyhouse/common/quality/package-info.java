/** Expectations, their one aggregate pass, and quarantine. */
@NullMarked
package io.journeyhouse.common.quality;

import org.jspecify.annotations.NullMarked;
