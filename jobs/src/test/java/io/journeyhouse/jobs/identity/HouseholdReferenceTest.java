package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_distinct;
import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.jobs.workspace.HouseholdConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Households of simulated tax payers, of whom it is known who is one person and who lives where.
 */
@Tag("reference")
@ExtendWith(SharedSpark.class)
class HouseholdReferenceTest {
  private static final String FILE = "identity/easylink_pseudopeople/input_file_w2_2020.parquet";
  private static final int LARGEST = 60;

  @Test
  void finds_who_lives_together(SparkSession shared) {
    SparkSession spark = shared.newSession();
    spark.conf().set("spark.sql.shuffle.partitions", "4");
    Dataset<Row> file =
        spark.read().parquet(Path.of(System.getenv("REFERENCE_DATA"), FILE).toString());
    Dataset<Row> records =
        file.selectExpr(
            "concat('w2:', `Record ID`) as record_key",
            "simulant_id as customer_id",
            "last_name as family_name",
            "cast(null as string) as full_name",
            "cast(array() as array<string>) as phones",
            // a post-office box has a number too
            "coalesce(mailing_address_street_name, concat('po box ', mailing_address_po_box)) as street",
            "concat_ws(' ', mailing_address_street_number, mailing_address_unit_number)"
                + " as house_number",
            "mailing_address_zipcode as postal_code",
            "mailing_address_city as city");
    Dataset<Row> residents =
        Residents.of(records.drop("customer_id"), records.select("record_key", "customer_id"))
            .localCheckpoint();
    Dataset<Row> people =
        residents.groupBy("address_id").agg(count_distinct(col("customer_id")).as("people"));
    Dataset<Row> found =
        HouseholdGroups.of(residents, people, HouseholdConfig.DEFAULT)
            .where(col("component").isNotNull())
            .selectExpr("cast(component as string)", "customer_id");
    Map<String, Set<String>> truth = groups(file.select("household_id", "simulant_id"));
    truth.values().removeIf(household -> household.size() > LARGEST);
    Set<List<String>> wanted = pairs(truth);
    Set<List<String>> given = pairs(groups(found));

    double right = given.stream().filter(wanted::contains).count();

    assertThat(right / given.size()).as("precision").isGreaterThanOrEqualTo(.97);
    assertThat(right / wanted.size()).as("recall").isGreaterThanOrEqualTo(.92);
  }

  private static Map<String, Set<String>> groups(Dataset<Row> members) {
    Map<String, Set<String>> groups = new HashMap<>();
    for (Row row : members.distinct().collectAsList()) {
      groups.computeIfAbsent(row.getString(0), group -> new TreeSet<>()).add(row.getString(1));
    }
    return groups;
  }

  private static Set<List<String>> pairs(Map<String, Set<String>> groups) {
    Set<List<String>> pairs = new HashSet<>();
    for (Set<String> group : groups.values()) {
      for (String left : group) {
        group.stream()
            .filter(right -> left.compareTo(right) < 0)
            .forEach(right -> pairs.add(List.of(left, right)));
      }
    }
    return pairs;
  }
}
