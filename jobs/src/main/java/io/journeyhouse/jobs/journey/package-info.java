/**
 * The journey of each customer: sessions, touchpoints, conversions and stages, made from facts and
 * from the single customer view. No credit and no audiences, which are packages of their own.
 */
@NullMarked
package io.journeyhouse.jobs.journey;

import org.jspecify.annotations.NullMarked;
