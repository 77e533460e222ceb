/**
 * Who belongs to which audience, from when to when, and what is known of each customer now. Whether
 * a member may be contacted is no matter of membership: {@code jobs.export} asks that when it
 * writes a file.
 */
@NullMarked
package io.journeyhouse.jobs.audience;

import org.jspecify.annotations.NullMarked;
