package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.jobs.person.IdentifierType;
import io.journeyhouse.jobs.person.Stitching;
import io.journeyhouse.jobs.workspace.IdentityConfig;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What person records state of who they are. */
final class Statements {
  /** Types of which only hashes are kept. */
  private static final Set<String> DIRECT =
      Stream.concat(
              Stream.of(IdentityConfig.NATIONAL_ID),
              Arrays.stream(IdentifierType.values())
                  .filter(IdentifierType::isDirect)
                  .map(IdentifierType::word))
          .collect(Collectors.toUnmodifiableSet());

  private Statements() {}

  /**
   * Rows of {@code silver.customer_records} as what they state, e-mails and phones hashed.
   *
   * @param others columns that are kept
   */
  static Dataset<Row> of(Dataset<Row> records, String... others) {
    Column identifiers =
        concat(
            each(IdentifierType.EMAIL.word(), col("emails")),
            each(IdentifierType.PHONE.word(), col("phones")),
            each(IdentifierType.LOYALTY.word(), array(col("loyalty_id"))),
            each(IdentifierType.LOGIN.word(), col("user_ids")),
            each(IdentifierType.DEVICE.word(), col("device_ids")));
    Column[] kept =
        Arrays.stream(others).map(org.apache.spark.sql.functions::col).toArray(Column[]::new);
    return records.select(
        append(
            kept,
            col("record_key"),
            array_sort(array_distinct(identifiers)).as("identifiers"),
            col("created_at").as("first_seen_at"),
            col("updated_at").as("last_seen_at"),
            col("is_deleted")));
  }

  /** One row {@code type, value} for each identifier of rows that keep their other columns. */
  static Dataset<Row> each(Dataset<Row> rows, String... others) {
    Column[] kept =
        Arrays.stream(others).map(org.apache.spark.sql.functions::col).toArray(Column[]::new);
    return rows.select(append(kept, explode(col("identifiers")).as("i")))
        .select(append(kept, col("i.type"), col("i.value")));
  }

  /** The same, and the record itself as an identifier. */
  static Dataset<Row> eachAndItself(Dataset<Row> rows, String... others) {
    Column itself =
        array(struct(lit(IdentifierType.RECORD.word()).as("type"), col("record_key").as("value")));
    return each(rows.withColumn("identifiers", concat(col("identifiers"), itself)), others);
  }

  /** The hash of {@code gold.bdg_customer_identifier}, given {@code type} and {@code value}. */
  static Column hash() {
    return when(isDirect(), col("value")).otherwise(Stitching.hash(col("type"), col("value")));
  }

  /** Whether only the hash of a {@code type}'s values may be kept. */
  static Column isDirect() {
    return col("type").isin(DIRECT.stream().sorted().toArray());
  }

  /** The values of a type as identifiers. */
  static Column each(String type, Column values) {
    Column word = lit(type);
    return transform(
        array_compact(values),
        value ->
            struct(
                word.as("type"),
                (DIRECT.contains(type) ? Stitching.hash(word, value) : value).as("value")));
  }

  /** No identifiers. */
  static Column none() {
    return array().cast("array<struct<type:string,value:string>>");
  }

  private static Column[] append(Column[] columns, Column... more) {
    Column[] all = Arrays.copyOf(columns, columns.length + more.length);
    System.arraycopy(more, 0, all, columns.length, more.length);
    return all;
  }
}
