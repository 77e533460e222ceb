package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.journeyhouse.jobs.identity.HouseholdAddress.Part;
import io.journeyhouse.jobs.identity.HouseholdLinks.Link;
import io.journeyhouse.jobs.matching.MatchSettings;
import io.journeyhouse.jobs.matching.ModelMatching;
import io.journeyhouse.jobs.workspace.HouseholdConfig;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Which residents are one household. */
final class HouseholdGroups {
  private static final String SAME = "SAME";
  private static final StructType LINK =
      new StructType().add("left", DataTypes.LongType).add("right", DataTypes.LongType);

  private HouseholdGroups() {}

  /**
   * Adds {@code component}, null in group quarters, and {@code is_group_quarters}.
   *
   * @param residents of {@link Residents#of}
   * @param people {@code address_id, people}: how many customers state it
   */
  static Dataset<Row> of(Dataset<Row> residents, Dataset<Row> people, HouseholdConfig config) {
    Dataset<Row> counted =
        residents
            .join(people, new String[] {"address_id"}, "left")
            .withColumn("member", xxhash64(col("record_key")))
            .withColumn(
                "is_group_quarters",
                coalesce(col("people").gt(config.groupQuarters()), lit(false)));
    Dataset<Row> links = links(counted.where(not(col("is_group_quarters"))), config);
    Dataset<Row> connected =
        ModelMatching.connected(links.withColumn("bits", lit(1f)), MatchSettings.DEFAULT)
            .select("member", "component");
    return counted
        .join(connected, new String[] {"member"}, "left")
        .withColumn(
            "component",
            when(not(col("is_group_quarters")), coalesce(col("component"), col("member"))))
        .drop("member", "people");
  }

  private static Dataset<Row> links(Dataset<Row> residents, HouseholdConfig config) {
    Column sameAddress =
        when(
                col("address_id").isNotNull(),
                array(struct(lit(SAME).as("open"), xxhash64(col("address_id")).as("key"))))
            .otherwise(array().cast("array<struct<open:string,key:bigint>>"));
    return residents
        .select(
            explode(concat(col("near"), sameAddress)).as("block"),
            col("people"),
            struct(
                    "member",
                    "customer_id",
                    "words",
                    "numbers",
                    "postal_code",
                    "place",
                    "surnames",
                    "phones")
                .as("resident"))
        .groupBy("block")
        .agg(
            collect_list("resident").as("residents"),
            max("people").as("people"),
            count(lit(1)).as("records"))
        .where(col("records").gt(1))
        .select(col("block.open"), col("residents"), col("people"))
        .flatMap(
            (FlatMapFunction<Row, Row>)
                block ->
                    links(block, config).stream()
                        .map(link -> RowFactory.create(link.left(), link.right()))
                        .iterator(),
            Encoders.row(LINK));
  }

  private static List<Link> links(Row block, HouseholdConfig config) {
    List<Resident> residents =
        block.<Row>getList(1).stream().map(HouseholdGroups::resident).toList();
    String open = block.getString(0);
    return open.equals(SAME)
        ? HouseholdLinks.atOneAddress(residents, block.getLong(2), config)
        : HouseholdLinks.atNearAddresses(residents, Part.valueOf(open), config);
  }

  private static Resident resident(Row row) {
    return new Resident(
        row.getLong(0),
        row.getString(1),
        new HouseholdAddress(
            row.getString(2), row.getString(3), row.getString(4), row.getString(5)),
        row.getList(6),
        row.getList(7));
  }
}
