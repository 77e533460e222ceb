package io.journeyhouse.jobs.ingest;

import java.util.List;

/**
 * A file that was loaded, as kept in the note of its commit and in {@code ops.landed_file}.
 *
 * @param path its {@link SourceFile#path}; for a database the table and the range of its watermark
 * @param modifiedAt milliseconds since 1970
 * @param checksum SHA-256 of its bytes; for a database the upper watermark
 * @param newColumns raw columns that no file of the source had before
 */
record LandedFile(
    String path, long size, long modifiedAt, String checksum, long rows, List<String> newColumns) {}
