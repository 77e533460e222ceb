/**
 * Files of audiences for the systems that contact people. Only here is it decided who may be
 * contacted, and nothing else leaves the warehouse.
 */
@NullMarked
package io.journeyhouse.jobs.export;

import org.jspecify.annotations.NullMarked;
