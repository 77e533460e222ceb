package io.journeyhouse.jobs.ingest;

import java.util.List;
import java.util.function.LongFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Rows of a source that are to be loaded.
 *
 * @param schema the columns that the bronze table must have
 * @param rows not read yet
 * @param received what was received, known once the rows were read and given their number; throws
 *     where they must not be kept
 */
record Delivery(StructType schema, Dataset<Row> rows, LongFunction<Received> received) {

  /** The files that the rows are of, and what a person should know of them. */
  record Received(List<LandedFile> files, List<String> notes) {}
}
