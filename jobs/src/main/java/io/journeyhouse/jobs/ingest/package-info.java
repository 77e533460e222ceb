/**
 * From a source's files or rows to the silver tables. Landing copies what was received into bronze,
 * each file once; the silver jobs give it names, types and one row for each thing. Nothing here
 * knows customers beyond the identifiers that a row carries.
 */
@NullMarked
package io.journeyhouse.jobs.ingest;

import org.jspecify.annotations.NullMarked;
