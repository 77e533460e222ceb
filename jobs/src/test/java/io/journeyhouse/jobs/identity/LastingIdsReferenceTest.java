package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.jobs.workspace.IdentityConfig;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Simulated people, half of whose records are a history and the others come on five days, by
 * chance: how many of them keep their id.
 */
@Tag("reference")
@Tag("full")
@ExtendWith(SharedSpark.class)
@Execution(ExecutionMode.CONCURRENT)
class LastingIdsReferenceTest {
  private static final String FILES = "identity/easylink_pseudopeople/input_file_%s_2020.parquet";
  private static final LocalDate FIRST = LocalDate.of(2026, 3, 1);
  private static final String BORN = "cast(try_to_timestamp(date_of_birth, 'MM/dd/yyyy') as date)";
  private static final Map<String, Column> SAME =
      new TreeMap<>(
          Map.of(
              "emails", array(),
              "phones", array(),
              "user_ids", array(),
              "device_ids", array(),
              "topics", array(),
              "is_deleted", lit(false),
              "updated_at", lit("2026-01-01T00:00:00Z"),
              "_source_row_key", lit("r"),
              "_row_hash", lit("h"),
              "_window_end", lit("WINDOW_END")));

  @TempDir private Path folder;

  @Test
  void nearly_all_people_keep_their_id(SparkSession spark) {
    Dataset<Row> records = records(spark).localCheckpoint();
    Map<String, String> person = new HashMap<>();
    records
        .select("record_key", "person")
        .collectAsList()
        .forEach(row -> person.put(row.getString(0), row.getString(1)));
    GuardedLake lake = new GuardedLake(spark, folder);
    Map<String, String> before = Map.of();
    long surviving = 0;
    long changed = 0;
    for (int day = 0; day <= 5; day++) {
      DateWindow window = DateWindow.ofDay(FIRST.plusDays(day), ZoneOffset.UTC);
      String isOfDay = "greatest(0, pmod(xxhash64(record_key, 'day'), 10) - 4) = " + day;
      lake.load(
          "silver.customer_records",
          records.where(isOfDay).drop("person").toJSON().collectAsList(),
          window);
      lake.run(IdentityConfig.packaged(), window);
      Map<String, String> now = people(lake, person);
      for (Map.Entry<String, String> one : before.entrySet()) {
        surviving++;
        changed += now.get(one.getKey()).equals(one.getValue()) ? 0 : 1;
      }
      before = now;
    }
    assertThat(surviving).isGreaterThan(50_000);
    assertThat(1 - changed / (double) surviving).isGreaterThanOrEqualTo(.995);
  }

  /** Person to the id that holds most of the records. */
  private static Map<String, String> people(GuardedLake lake, Map<String, String> person) {
    Map<String, Map<String, Integer>> held = new TreeMap<>();
    for (Row link :
        lake.read("gold.customer_record_link")
            .where("is_current")
            .select("record_key", "customer_id")
            .collectAsList()) {
      held.computeIfAbsent(person.get(link.getString(0)), p -> new TreeMap<>())
          .merge(link.getString(1), 1, Integer::sum);
    }
    Map<String, String> ids = new TreeMap<>();
    held.forEach(
        (one, counts) ->
            ids.put(
                one,
                counts.entrySet().stream()
                    .max(Map.Entry.<String, Integer>comparingByValue())
                    .orElseThrow()
                    .getKey()));
    return ids;
  }

  private static Dataset<Row> records(SparkSession spark) {
    return file(spark, "ssa")
        .withColumn("birth_date", expr(BORN))
        .withColumn("gender", col("sex"))
        .transform(rows -> named(rows, "ssa", "birth_date", "gender"))
        .unionByName(
            file(spark, "w2")
                .withColumn("street", col("mailing_address_street_name"))
                .withColumn("house_number", col("mailing_address_street_number"))
                .withColumn("city", col("mailing_address_city"))
                .withColumn("postal_code", col("mailing_address_zipcode"))
                .transform(
                    rows -> named(rows, "w2", "street", "house_number", "city", "postal_code")),
            true);
  }

  private static Dataset<Row> named(Dataset<Row> rows, String source, String... others) {
    return rows.withColumns(
            Map.of(
                "record_key", concat(lit(source + ":"), col("Record ID")),
                "source", lit(source),
                "source_id", col("Record ID"),
                "person", col("simulant_id"),
                "given_name", col("first_name"),
                "family_name", col("last_name"),
                "national_id", col("ssn")))
        .withColumns(SAME)
        .select(
            Stream.of(
                    Stream.of(
                        "record_key",
                        "source",
                        "source_id",
                        "person",
                        "given_name",
                        "family_name",
                        "national_id"),
                    SAME.keySet().stream(),
                    Stream.of(others))
                .flatMap(Function.identity())
                .map(functions::col)
                .toArray(Column[]::new));
  }

  private static Dataset<Row> file(SparkSession spark, String name) {
    return spark
        .read()
        .parquet(Path.of(System.getenv("REFERENCE_DATA"), FILES.formatted(name)).toString());
  }
}
