package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;

import io.journeyhouse.common.lake.HeldRows;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Whom a run looks at again, so that the households that it makes of them are those of a run over
 * all residents. Rows are {@code record_key, customer_id, address_id, near_keys, old}.
 *
 * @param now all residents as they are now; {@code old} is the household that they were in
 */
record TouchedResidents(Dataset<Row> now) {
  private static final String[] RECORD = {"record_key"};
  private static final String[] ADDRESS = {"address_id"};
  private static final String[] NEAR = {"near_key"};
  private static final String[] OLD = {"old"};

  /**
   * Whole households, the former and the future ones: what ties two people can only change where
   * one of them did, where the number of people at an address of theirs did, or where an address
   * like theirs came or went.
   *
   * @param changed residents as they are and as they were
   */
  Dataset<Row> of(Dataset<Row> changed) {
    Dataset<Row> here =
        rows(changed.select("record_key").union(sharing(ADDRESS, keys(changed, ADDRESS))));
    Dataset<Row> nearby = near(here).union(near(changed));
    Dataset<Row> met = rows(here.select("record_key").union(sharingNear(nearby)));
    return rows(
        met.select("record_key").union(sharing(OLD, keys(met, OLD).union(keys(changed, OLD)))));
  }

  /** The same residents and all whose addresses say something of theirs. */
  Dataset<Row> around(Dataset<Row> residents) {
    return rows(
        residents
            .select("record_key")
            .union(sharing(ADDRESS, keys(residents, ADDRESS)))
            .union(sharingNear(near(residents))));
  }

  private Dataset<Row> rows(Dataset<Row> keys) {
    return HeldRows.of(now.join(HeldRows.of(keys.distinct()).rows(), RECORD, "left_semi")).rows();
  }

  private Dataset<Row> sharing(String[] column, Dataset<Row> keys) {
    return now.join(HeldRows.of(keys.distinct()).rows(), column, "left_semi").select("record_key");
  }

  private Dataset<Row> sharingNear(Dataset<Row> keys) {
    return near(now)
        .join(HeldRows.of(keys.select("near_key").distinct()).rows(), NEAR, "left_semi")
        .select("record_key");
  }

  private static Dataset<Row> keys(Dataset<Row> rows, String[] column) {
    return rows.select(column[0]).where(col(column[0]).isNotNull());
  }

  private static Dataset<Row> near(Dataset<Row> rows) {
    return rows.select(col("record_key"), explode(col("near_keys")).as("near_key"));
  }
}
