/**
 * The one rule from identifiers to the id of a customer. A shared kernel: every package of jobs may
 * use it.
 */
@NullMarked
package io.journeyhouse.jobs.person;

import org.jspecify.annotations.NullMarked;
