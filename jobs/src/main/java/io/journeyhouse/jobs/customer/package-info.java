/**
 * What is known of one customer, for people who ask. It reads tables of all layers and writes none.
 */
@NullMarked
package io.journeyhouse.jobs.customer;

import org.jspecify.annotations.NullMarked;
