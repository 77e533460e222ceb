/**
 * Files of records for the matcher: which of their columns hold what, how they are read, and the
 * clusters as a file. Knows CSV, Parquet and the map that a user writes, no tables of a lake.
 */
@NullMarked
package io.journeyhouse.jobs.matching.files;

import org.jspecify.annotations.NullMarked;
