/** The product's jobs. One package per subject; they meet only in tables. */
@NullMarked
package io.journeyhouse.jobs;

import org.jspecify.annotations.NullMarked;
