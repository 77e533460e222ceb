/**
 * The command line: one class a command. Checks arguments and configuration before Spark starts.
 * The only package that knows picocli.
 */
@NullMarked
package io.journeyhouse.jobs.cli;

import org.jspecify.annotations.NullMarked;
