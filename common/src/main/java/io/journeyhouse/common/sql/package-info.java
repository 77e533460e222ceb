/** SQL as jobs and the allow-list for user-given expressions. */
@NullMarked
package io.journeyhouse.common.sql;

import org.jspecify.annotations.NullMarked;
