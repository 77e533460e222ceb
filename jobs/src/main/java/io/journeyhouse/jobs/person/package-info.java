/**
 * The one rule from identifiers to the id of a customer, whom a run must redo, and what people have
 * allowed. A shared kernel: every package of jobs may use it.
 */
@NullMarked
package io.journeyhouse.jobs.person;

import org.jspecify.annotations.NullMarked;
