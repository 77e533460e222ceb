/** Error codes and the one factory of user-facing messages. */
@NullMarked
package io.journeyhouse.common.error;

import org.jspecify.annotations.NullMarked;
