package io.journeyhouse.jobs.ingest;

import java.io.Closeable;
import java.io.IOException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** Reads a text file's records one after another, in constant memory. */
interface RecordReader extends Closeable {

  /** The next record as a row, null after the last one. */
  @Nullable InternalRow next() throws IOException;

  /** How many of the rows so far were malformed. */
  long malformed();

  /** Whether enough was read to know which columns the file has, after so many rows. */
  boolean knowsColumns(long rows);
}
