/**
 * A workspace: the folder with the configuration, the lake and the state of one warehouse. All of
 * its configuration is read and checked here, before Spark starts.
 */
@NullMarked
package io.journeyhouse.jobs.workspace;

import org.jspecify.annotations.NullMarked;
