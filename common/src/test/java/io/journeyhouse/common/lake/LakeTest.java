package io.journeyhouse.common.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.common.contract.TableName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@ExtendWith(SharedSpark.class)
@Execution(ExecutionMode.CONCURRENT)
class LakeTest {
  private static final TableName NUMBERS = TableName.of("bronze.numbers");

  @TempDir Path folder;
  private SparkSession spark;
  private Lake lake;

  @BeforeEach
  void open(SparkSession session) {
    spark = session;
    lake = new Lake(spark, folder.toString());
  }

  @Test
  void work_is_planned_for_the_rows_of_its_tables() {
    TableName missing = TableName.of("bronze.missing");
    assertThat(lake.forRowsOf(List.of(missing))).isSameAs(lake.forFewRows());
    add(100_000);
    assertThat(lake.forRowsOf(List.of(NUMBERS, missing))).isSameAs(lake.forFewRows());
    add(1);
    Lake forSome = lake.forRowsOf(List.of(NUMBERS));
    assertThat(forSome).isNotSameAs(lake.forFewRows()).isNotSameAs(lake);
    assertThat(lake.forRows(3_000_000)).isSameAs(forSome);
    assertThat(lake.forRows(3_000_001)).isSameAs(lake);
    assertThat(lake.read(NUMBERS).count()).isEqualTo(100_001);
    assertThat(lake.forFewRows().read(NUMBERS).count()).isEqualTo(100_001);
  }

  @Test
  void what_is_joined_with_no_rows_is_not_read() {
    Dataset<Row> many = spark.range(0, 1000, 1, 2).toDF("id");
    HeldRows none = HeldRows.of(many.where("id < 0"));
    assertThat(none.count()).isZero();
    assertThat(none.rows().schema()).isEqualTo(many.schema());
    assertThat(many.join(none.rows(), "id").queryExecution().optimizedPlan())
        .isInstanceOf(LocalRelation.class);
    HeldRows one = HeldRows.of(many.where("id = 7"));
    assertThat(spark.range(100).toDF("id").join(one.rows(), "id").count()).isOne();
  }

  @Test
  void settings_of_a_step_leave_those_of_the_workspace() {
    String given = "spark.sql.adaptive.enabled";
    String other = "spark.sql.autoBroadcastJoinThreshold";
    SparkSession session = SparkSessions.with(spark, Map.of(given, "true", other, "5"));
    assertThat(session.conf().get(given)).isEqualTo("false");
    assertThat(session.conf().get(other)).isEqualTo("5");
    assertThat(spark.conf().get(other)).isNotEqualTo("5");
  }

  @Test
  void work_in_a_session_leaves_the_thread_as_it_was() {
    SparkSession before = SparkSession.active();
    Lake few = lake.forFewRows();
    assertThat(few.inSession(SparkSession::active)).isSameAs(few.spark());
    assertThat(SparkSession.active()).isSameAs(before);
  }

  private void add(long rows) {
    Dataset<Row> numbers = spark.range(rows).toDF("number");
    new RawTable(lake, NUMBERS)
        .append(
            numbers.schema(),
            "a number",
            List.of("number"),
            numbers,
            new Commit("rows " + rows, 1, "{}"),
            count -> "{}");
  }
}
