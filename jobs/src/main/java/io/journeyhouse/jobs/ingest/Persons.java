package io.journeyhouse.jobs.ingest;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.upper;

import io.journeyhouse.common.contract.TableContract;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.keys.Hashes;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.workspace.CanonicalColumns;
import io.journeyhouse.jobs.workspace.SourceConfig;
import io.journeyhouse.jobs.workspace.SourceConfig.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Records of persons: the rows of a CRM, and the persons that rows of other sources name. */
final class Persons {
  private static final TableContract RECORDS =
      CanonicalColumns.contract(TableName.of("silver.customer_records"));

  private Persons() {}

  static boolean hasPersons(SourceConfig source) {
    return source.kind() == Kind.CRM || !source.person().isEmpty();
  }

  static Dataset<Row> records(SourceConfig source, Tables tables, DateWindow window) {
    Dataset<Row> bronze = Mapping.loaded(source, tables, window);
    Map<String, Column> worked = new HashMap<>();
    for (String name : List.of("given_name", "middle_name", "family_name", "city", "street")) {
      worked.put(name, Normalisers.name(col(name)));
    }
    worked.put("emails", Normalisers.emails(col("emails")));
    worked.put("phones", Normalisers.phones(col("phones"), source.country()));
    for (String name : List.of("user_ids", "device_ids", "topics")) {
      worked.put(name, coalesce(col(name), none()));
    }
    worked.put("loyalty_id", Normalisers.cardNumber(col("loyalty_id")));
    worked.put("national_id", Normalisers.cardNumber(col("national_id")));
    worked.put("country", upper(col("country")));
    worked.put("gender", lower(col("gender")));
    worked.put("is_deleted", coalesce(col("is_deleted"), lit(false)));
    worked.put("record_key", concat(col("source"), lit(":"), col("source_id")));
    Dataset<Row> typed =
        source.kind() == Kind.CRM
            ? Mapping.of(source)
                .typed(bronze, window, RECORDS)
                .withColumn("attributes", col("_rest"))
            : named(source, bronze, window);
    Dataset<Row> records =
        typed
            .withColumns(worked)
            .withColumn("full_name", coalesce(Normalisers.name(col("full_name")), wholeName()));
    return source.isFull()
        ? new FullDelivery(source, RECORDS, window).complete(records, tables)
        : records;
  }

  /**
   * The persons whom facts name: a row that names nobody is no record. Its hash is of what it says
   * of the person, and when, so that to say that again is a duplicate, and of several things said
   * the latest stands in whatever order they come.
   */
  private static Dataset<Row> named(SourceConfig source, Dataset<Row> bronze, DateWindow window) {
    Column[] said = source.person().keySet().stream().map(functions::col).toArray(Column[]::new);
    return new Mapping(source, source.person(), Map.of())
        .typedOnce(bronze, window, RECORDS)
        .withColumn("_row_hash", Hashes.surrogate(said))
        .where(col("source_id").isNotNull());
  }

  private static Column wholeName() {
    Column parts = concat_ws(" ", col("given_name"), col("middle_name"), col("family_name"));
    return Conversion.text(parts);
  }

  private static Column none() {
    return array().cast("array<string>");
  }
}
