package io.journeyhouse.common.lake;

import io.journeyhouse.common.contract.TableContract;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.sql.delta.actions.Format;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What a table is made with.
 *
 * @param comment what its rows are
 * @param properties of Delta, beside those that all tables have
 */
record NewTable(
    String comment, StructType schema, List<String> partitionBy, Map<String, String> properties) {
  /** The property that says of which columns the least and greatest values stand in the log. */
  static final String STATS_COLUMNS = "delta.dataSkippingStatsColumns";

  static NewTable of(TableContract contract) {
    return new NewTable(
        contract.grain(),
        contract.schema(),
        contract.layout().partitionBy(),
        stats(contract.layout().statsColumns()));
  }

  /** The properties of a table whose log shows the bounds of these columns alone. */
  static Map<String, String> stats(List<String> columns) {
    return Map.of(STATS_COLUMNS, String.join(",", columns));
  }

  /**
   * The table's metadata, with an id that no other table has.
   *
   * @param createdAt milliseconds since 1970
   */
  Metadata metadata(long createdAt) {
    Map<String, String> all = new HashMap<>(properties);
    all.put("delta.enableDeletionVectors", "false");
    all.put("delta.checkpointInterval", "20");
    return new Metadata(
        UUID.randomUUID().toString(),
        null,
        comment,
        new Format("parquet", scala.collection.immutable.Map$.MODULE$.empty()),
        schema.json(),
        CollectionConverters.asScala(partitionBy).toSeq(),
        scala.collection.immutable.Map$.MODULE$.from(CollectionConverters.asScala(all)),
        Option.apply(createdAt));
  }
}
