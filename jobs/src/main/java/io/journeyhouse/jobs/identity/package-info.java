/**
 * The single customer view: which records are one customer, under which lasting id, and which
 * identifier names whom. No fact is stitched here; that is the rule of {@code jobs.person}.
 */
@NullMarked
package io.journeyhouse.jobs.identity;

import org.jspecify.annotations.NullMarked;
