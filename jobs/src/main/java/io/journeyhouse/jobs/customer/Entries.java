package io.journeyhouse.jobs.customer;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableContract;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.jobs.person.Stitching;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.TimestampType;

/**
 * Everything that happened to a customer or profile: {@code at, kind, id, fields}, the last a list
 * of {@code name, value}.
 */
final class Entries {
  private static final TableName BRIDGE = TableName.of("gold.bdg_customer_identifier");

  private final Lake lake;
  private final Contracts contracts;
  private final Meant who;

  Entries(Lake lake, Contracts contracts, Meant who) {
    this.lake = lake;
    this.contracts = contracts;
    this.who = who;
  }

  /**
   * All of them, in no order.
   *
   * @param hashes of the identifiers that are the customer's
   */
  Dataset<Row> all(Object[] hashes) {
    Stream<Dataset<Row>> facts =
        Kind.FACTS.stream().map(kind -> entries(kind, ofIdentifiers(kind, hashes)));
    Stream<Dataset<Row>> own =
        Kind.OF_CUSTOMERS.stream().map(kind -> entries(kind, his(rows(kind.table()))));
    return Stream.concat(Stream.of(records()), Stream.concat(facts, own))
        .reduce(Dataset::union)
        .orElseThrow();
  }

  /** The records that are or were his, with when that ended. */
  private Dataset<Row> records() {
    Dataset<Row> records =
        his(rows(Kind.RECORD.table()))
            .groupBy("record_key")
            .agg(
                min(coalesce(col("first_seen_at"), col("valid_from"))).as("first_seen_at"),
                when(not(max("is_current")), max("valid_to")).as("valid_to"));
    return entries(Kind.RECORD, records);
  }

  /** Facts that carry an identifier of his, and are by the strongest that is known his. */
  private Dataset<Row> ofIdentifiers(Kind kind, Object[] hashes) {
    Column carriesOne =
        exists(
            col("identifiers"),
            i -> {
              Column hash = Stitching.hash(i.getField("type"), i.getField("value"));
              return who.isCustomer()
                  ? hash.isin(hashes)
                  : Stitching.anonymous(hash).equalTo(who.id());
            });
    Column may = who.isCustomer() ? carriesOne : carriesOne.or(size(col("identifiers")).equalTo(0));
    return his(Stitching.resolve(rows(kind.table()).where(may), kind.id(), rows(BRIDGE)))
        .withColumn(kind.id(), concat_ws(":", col("source"), col(kind.id())));
  }

  private Dataset<Row> entries(Kind kind, Dataset<Row> rows) {
    TableContract contract = contracts.get(kind.table());
    Column[] fields =
        kind.fields().stream()
            .map(
                name ->
                    when(
                        col(name).isNotNull(),
                        struct(lit(name).as("name"), text(contract, name).as("value"))))
            .toArray(Column[]::new);
    return rows.select(
        col(kind.at()).as("at"),
        lit(kind.word()).as("kind"),
        col(kind.id()).as("id"),
        array_compact(array(fields)).as("fields"));
  }

  private static Column text(TableContract contract, String name) {
    boolean isTime = contract.schema().apply(name).dataType() instanceof TimestampType;
    return isTime ? date_format(col(name), "yyyy-MM-dd'T'HH:mm:ss'Z'") : col(name).cast("string");
  }

  private Dataset<Row> his(Dataset<Row> rows) {
    return rows.where(col("customer_id").equalTo(who.id()));
  }

  private Dataset<Row> rows(TableName table) {
    return lake.rows(contracts.get(table));
  }
}
