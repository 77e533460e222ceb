package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.journeyhouse.common.keys.Hashes;
import io.journeyhouse.jobs.identity.HouseholdAddress.NearKey;
import io.journeyhouse.jobs.matching.FieldKind;
import io.journeyhouse.jobs.matching.FullName;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Where customers live, by their records. */
final class Residents {
  private static final DataType TEXTS = DataTypes.createArrayType(DataTypes.StringType);

  private static final StructType SCHEMA =
      new StructType()
          .add("record_key", DataTypes.StringType)
          .add("customer_id", DataTypes.StringType)
          .add("words", DataTypes.StringType)
          .add("numbers", DataTypes.StringType)
          .add("postal_code", DataTypes.StringType)
          .add("place", DataTypes.StringType)
          .add("surnames", TEXTS)
          .add("phones", TEXTS)
          .add("address", DataTypes.StringType)
          .add(
              "near",
              DataTypes.createArrayType(
                  new StructType()
                      .add("open", DataTypes.StringType)
                      .add("key", DataTypes.StringType)));

  private Residents() {}

  /**
   * The records that state an address: {@link #SCHEMA} with {@code address_id}, null where a part
   * is missing, instead of the address, and the keys hashed.
   *
   * @param records {@code silver.customer_records}
   * @param links {@code record_key, customer_id}, all of each customer
   */
  static Dataset<Row> of(Dataset<Row> records, Dataset<Row> links) {
    Column surname = coalesce(col("family_name"), FullName.surname(col("full_name")));
    Dataset<Row> customers =
        records
            .select(
                col("record_key"),
                struct(
                        col("record_key"),
                        col("street"),
                        col("house_number"),
                        col("postal_code"),
                        col("city"),
                        surname.as("surname"),
                        col("phones"))
                    .as("record"))
            .join(links, "record_key")
            .groupBy("customer_id")
            .agg(collect_list("record").as("records"));
    Column address = nullif(col("address"), lit(""));
    return customers
        .flatMap(
            (FlatMapFunction<Row, Row>) row -> residents(row.getString(0), row.getList(1)),
            Encoders.row(SCHEMA))
        .withColumn(
            "address_id", when(address.isNotNull(), substring(Hashes.surrogate(address), 1, 32)))
        .withColumn(
            "near",
            transform(
                col("near"),
                near ->
                    struct(
                        near.getField("open").as("open"),
                        xxhash64(near.getField("key")).as("key"))))
        .drop("address");
  }

  private static Iterator<Row> residents(String customer, List<Row> records) {
    TreeSet<String> surnames = new TreeSet<>();
    TreeSet<String> phones = new TreeSet<>();
    for (Row record : records) {
      surnames.add(HouseholdAddress.tidy(FieldKind.SURNAME, record.getAs("surname")));
      phones.addAll(record.<String>getList(record.fieldIndex("phones")));
    }
    surnames.remove("");
    TreeSet<String> ties = new TreeSet<>(surnames);
    ties.addAll(phones);
    List<Row> residents = new ArrayList<>();
    for (Row record : records) {
      HouseholdAddress address =
          HouseholdAddress.of(
              record.getAs("street"),
              record.getAs("house_number"),
              record.getAs("postal_code"),
              record.getAs("city"));
      List<NearKey> near = address.nearKeys(ties);
      if (!address.text().isEmpty() || !near.isEmpty()) {
        residents.add(
            RowFactory.create(
                record.getString(0),
                customer,
                address.words(),
                address.numbers(),
                address.postalCode(),
                address.place(),
                surnames.toArray(String[]::new),
                phones.toArray(String[]::new),
                address.text(),
                near.stream()
                    .map(key -> RowFactory.create(key.open().name(), key.text()))
                    .toArray(Row[]::new)));
      }
    }
    return residents.iterator();
  }
}
