package io.journeyhouse.jobs.person;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.lake.HeldRows;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The one rule from identifiers to {@code customer_id}. A fact belongs to the customer of its
 * strongest identifier that is known, by {@link IdentifierType}, on equal types by the smallest
 * value; where none is known, to the anonymous profile ({@code a_}) of its strongest identifier;
 * where it has none, to an anonymous profile of its own.
 *
 * <p>{@code bridge} is always {@code gold.bdg_customer_identifier}.
 */
public final class Stitching {
  private static final String FACT = "fact";
  private static final String KEY = "_stitching_key";
  private static final String TYPE = "_stitching_type";
  private static final String VALUE = "_stitching_value";
  private static final String CUSTOMER = "customer_id";

  private Stitching() {}

  /**
   * Adds {@code customer_id} to facts with {@code source}, {@code identifiers} and an id of their
   * own. No fact is lost or doubled. Wide facts are joined once, with the distinct lists of
   * identifiers.
   */
  public static Dataset<Row> resolve(Dataset<Row> facts, String factId, Dataset<Row> bridge) {
    Column identifiers = col("identifiers");
    Column own =
        array(struct(lit(FACT).as("type"), concat_ws(":", col("source"), col(factId)).as("value")));
    Dataset<Row> keyed =
        facts.withColumn(KEY, when(size(identifiers).gt(0), identifiers).otherwise(own));
    Dataset<Row> known =
        owners(
            HeldRows.of(facts.where(size(identifiers).gt(0)).select(identifiers).distinct()).rows(),
            bridge);
    return keyed
        .join(known.withColumnRenamed("identifiers", KEY), new String[] {KEY}, "left")
        .withColumn(CUSTOMER, coalesce(col(CUSTOMER), anonymousOfStrongest(col(KEY))))
        .drop(KEY);
  }

  /**
   * Adds {@code customer_id} to sessions or other rows with {@code device_id} and {@code user_id},
   * of which one may be null: the login's customer or anonymous profile, without a login the
   * device's. A row with neither is an anonymous profile by its own id.
   */
  public static Dataset<Row> resolveDevices(Dataset<Row> rows, String rowId, Dataset<Row> bridge) {
    Dataset<Row> known =
        bridge
            .where(col("identifier_type").isin("login", "device").and(col(CUSTOMER).isNotNull()))
            .select(
                col("identifier_type").as(TYPE), col("identifier_value").as(VALUE), col(CUSTOMER));
    Column type =
        when(col("user_id").isNotNull(), lit("login"))
            .when(col("device_id").isNotNull(), lit("device"))
            .otherwise(lit(FACT));
    return rows.withColumn(TYPE, type)
        .withColumn(VALUE, coalesce(col("user_id"), col("device_id"), col(rowId)))
        .join(known, new String[] {TYPE, VALUE}, "left")
        .withColumn(CUSTOMER, coalesce(col(CUSTOMER), anonymous(col(TYPE), col(VALUE))))
        .drop(TYPE, VALUE);
  }

  /** The hash by which {@code gold.bdg_customer_identifier} knows an identifier. */
  public static Column hash(Column type, Column value) {
    return sha2(concat(type, lit(":"), value).cast("binary"), 256);
  }

  /** The id of the anonymous profile of an identifier that no customer has. */
  public static Column anonymous(Column type, Column value) {
    return anonymous(hash(type, value));
  }

  /** The id of the anonymous profile of an identifier, given its hash. */
  public static Column anonymous(Column hash) {
    return concat(lit("a_"), substring(hash, 1, 32));
  }

  /** How strong a type is: the smaller, the stronger. */
  public static Column strength(Column type) {
    List<String> words = IdentifierType.words();
    Column rank = lit(words.size());
    for (int i = words.size() - 1; i >= 0; i--) {
      rank = when(type.equalTo(words.get(i)), lit(i)).otherwise(rank);
    }
    return rank;
  }

  /** Lists of identifiers that name a known customer, with that customer. */
  private static Dataset<Row> owners(Dataset<Row> lists, Dataset<Row> bridge) {
    Dataset<Row> each =
        lists
            .select(col("identifiers"), explode(col("identifiers")).as("i"))
            .select(
                col("identifiers"),
                strength(col("i.type")).as("strength"),
                col("i.value").as("value"),
                hash(col("i.type"), col("i.value")).as("identifier_value_hash"));
    Dataset<Row> known =
        bridge.where(col(CUSTOMER).isNotNull()).select("identifier_value_hash", CUSTOMER);
    return each.join(known, "identifier_value_hash")
        .groupBy("identifiers")
        .agg(min(struct(col("strength"), col("value"), col(CUSTOMER))).as("first"))
        .select(col("identifiers"), col("first." + CUSTOMER).as(CUSTOMER));
  }

  /** Lists are sorted by type and value, so a type's first entry is its smallest value. */
  private static Column anonymousOfStrongest(Column identifiers) {
    Column types = identifiers.getField("type");
    Column strongest = get(identifiers, lit(0));
    List<String> words = IdentifierType.words();
    for (int i = words.size() - 1; i >= 0; i--) {
      Column at = array_position(types, words.get(i));
      strongest = when(at.gt(0), get(identifiers, at.minus(1).cast("int"))).otherwise(strongest);
    }
    return anonymous(strongest.getField("type"), strongest.getField("value"));
  }
}
