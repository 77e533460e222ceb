/** Hash keys that are the same in every run. */
@NullMarked
package io.journeyhouse.common.keys;

import org.jspecify.annotations.NullMarked;
