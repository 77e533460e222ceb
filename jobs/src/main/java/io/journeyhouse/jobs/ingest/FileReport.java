package io.journeyhouse.jobs.ingest;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What reading a file has shown.
 *
 * @param malformed lines that could not be read as a row, which are rows nevertheless
 * @param columns raw columns that it has, in order of name
 * @param missing required raw columns that it lacks: it must not be loaded
 * @param problem why it could not be read to its end, null where it could
 */
record FileReport(
    SourceFile file,
    long rows,
    long malformed,
    String checksum,
    List<String> columns,
    List<String> missing,
    @Nullable String problem)
    implements Serializable {}
