/**
 * Runs pipelines as Spring Batch jobs: restart at the failed step, forced re-runs, take-over of
 * killed runs, and one live run at a time. The only package that knows Spring.
 */
@NullMarked
package io.journeyhouse.jobs.batch;

import org.jspecify.annotations.NullMarked;
