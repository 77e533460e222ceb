/**
 * Credit of conversions to the touches that preceded them, made from touchpoints and conversions.
 * What is a touch and what is a conversion is not said here.
 */
@NullMarked
package io.journeyhouse.jobs.attribution;

import org.jspecify.annotations.NullMarked;
