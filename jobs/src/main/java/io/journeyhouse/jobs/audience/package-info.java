/**
 * Who belongs to which audience, from when to when. Whether a member may be contacted is no matter
 * of this package: {@code jobs.export} asks that when it writes a file.
 */
@NullMarked
package io.journeyhouse.jobs.audience;

import org.jspecify.annotations.NullMarked;
