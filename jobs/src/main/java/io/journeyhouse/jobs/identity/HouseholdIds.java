package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.keys.Hashes;
import io.journeyhouse.common.lake.HeldRows;
import io.journeyhouse.common.run.DateWindow;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Lasting ids of households. Pairs of a former household and a component that have records in
 * common take each other, those with most first, then the household that was made first, then the
 * one with the smallest id; each is taken once. A component that is left over gets a new id.
 */
final class HouseholdIds {
  private static final String[] COMPONENT = {"component"};

  private HouseholdIds() {}

  /**
   * Adds {@code household_id}; null for a record that is in no component, and for a component of
   * one customer who states no whole address.
   *
   * @param members with {@code component} and {@code old}, the household that the record was in
   * @param own all versions of {@code gold.household_record}
   */
  static Dataset<Row> of(Dataset<Row> members, Dataset<Row> own, DateWindow window) {
    Column isHousehold =
        count("address_id").gt(0).or(count_distinct(col("customer_id")).gt(1)).as("is_household");
    Dataset<Row> households =
        HeldRows.of(
                members
                    .where(col("component").isNotNull())
                    .groupBy("component")
                    .agg(min("record_key").as("first_key"), isHousehold)
                    .where(col("is_household"))
                    .select("component", "first_key"))
            .rows();
    Dataset<Row> known =
        own.where(col("household_id").isNotNull())
            .join(
                households.select(col("first_key").as("record_key")),
                new String[] {"record_key"},
                "left_semi")
            .select(col("record_key").as("first_key"), lit(true).as("was_in_one"))
            .distinct();
    Dataset<Row> ids =
        households
            .join(surviving(members, households, own), COMPONENT, "left")
            .join(known, new String[] {"first_key"}, "left")
            .select(col("component"), coalesce(col("old"), newId(window)).as("household_id"));
    return members.join(ids, COMPONENT, "left");
  }

  /** {@code component, old} of those that keep an id. */
  private static Dataset<Row> surviving(
      Dataset<Row> members, Dataset<Row> households, Dataset<Row> own) {
    Dataset<Row> made =
        own.groupBy(col("household_id").as("old")).agg(min("valid_from").as("made"));
    Column rank = struct("fewest", "made", "old", "first_key").as("rank");
    Dataset<Row> pairs =
        members
            .where(col("old").isNotNull())
            .join(households.select("component"), COMPONENT, "left_semi")
            .groupBy("component", "old")
            .agg(negate(count(lit(1))).as("fewest"), min("record_key").as("first_key"))
            .join(made, new String[] {"old"})
            .select(col("old").as("id"), col("component").as("part"), rank);
    return OneToOne.of(pairs).select(col("part").as("component"), col("id").as("old"));
  }

  /** An id that was never given: a record is the first of one component only. */
  private static Column newId(DateWindow window) {
    Column key = col("first_key");
    Column again = Hashes.surrogate(key, lit(window.to().toString()));
    Column hash = when(col("was_in_one"), again).otherwise(Hashes.surrogate(key));
    return concat(lit("h_"), substring(hash, 1, 32));
  }
}
