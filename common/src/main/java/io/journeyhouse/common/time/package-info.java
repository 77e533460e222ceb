/** Business days and instants. */
@NullMarked
package io.journeyhouse.common.time;

import org.jspecify.annotations.NullMarked;
