package io.journeyhouse.jobs.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.jobs.batch.RunSummary;
import io.journeyhouse.jobs.batch.TableRun;
import io.journeyhouse.jobs.workspace.Workspace;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The example workspace on the real UCI Online Retail file, with the file's published figures. */
@Tag("reference")
@ExtendWith(SharedSpark.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OnlineRetailTest {
  private static final long ROWS = 541_909;

  /** A customer is known, nothing was cancelled, something was sold at a price. */
  private static final String CLEAN =
      "CustomerID is not null and CustomerID <> '' and InvoiceNo not like 'C%'"
          + " and try_cast(Quantity as int) > 0 and try_cast(UnitPrice as decimal(18,4)) > 0";

  @TempDir static Path folder;
  private Lake lake;
  private Map<String, TableRun> tables;

  @BeforeAll
  void run(SparkSession shared) throws Exception {
    // half a million rows are worth the generated code that other tests do without
    SparkSession spark = shared.newSession();
    spark.conf().set("spark.sql.codegen.factoryMode", "FALLBACK");
    spark.conf().set("spark.sql.codegen.wholeStage", "true");
    SparkSession.setActiveSession(spark);
    Path dir = Nightly.copy(Path.of("../conf/examples/online-retail"), folder.resolve("retail"));
    Workspace workspace = Workspace.load(dir, System.getenv());
    RunSummary summary =
        Nightly.run(spark, workspace, LocalDate.of(2010, 12, 1), LocalDate.of(2011, 12, 9), false);
    assertThat(summary.exitCode()).as(summary.toJson()).isZero();
    tables =
        summary.tables().stream().collect(Collectors.toMap(TableRun::table, Function.identity()));
    lake = new Lake(spark, workspace.lake());
    SparkSession.setActiveSession(shared);
  }

  @Test
  void every_row_is_a_line_or_in_quarantine_or_an_exact_duplicate() {
    TableRun lines = tables.get("silver.order_lines");
    assertThat(lines.rowsIn()).isEqualTo(ROWS);
    assertThat(lines.duplicates()).isEqualTo(5_268);
    assertThat(lines.rowsOut() + lines.quarantined() + lines.duplicates()).isEqualTo(ROWS);
    assertThat(read("silver.order_lines", "count(*)").getLong(0)).isEqualTo(lines.rowsOut());
  }

  @Test
  void what_lines_say_again_of_a_customer_is_a_duplicate() {
    TableRun records = tables.get("silver.customer_records");
    assertThat(records.rowsIn()).isEqualTo(406_829);
    assertThat(records.rowsOut()).isEqualTo(4_372);
    assertThat(records.duplicates()).isEqualTo(406_829 - 4_372);
  }

  @Test
  void the_clean_rows_are_the_published_ones() {
    Row clean =
        lake.read(TableName.of("bronze.pos_online_retail"))
            .where(CLEAN)
            .selectExpr(
                "count(*)",
                "count(distinct CustomerID)",
                "count(distinct InvoiceNo)",
                "cast(sum(cast(Quantity as int) * cast(UnitPrice as decimal(18,4)))"
                    + " as decimal(18,2))")
            .head();
    assertThat(clean.getLong(0)).isEqualTo(397_884);
    assertThat(clean.getLong(1)).isEqualTo(4_338);
    assertThat(clean.getLong(2)).isEqualTo(18_532);
    assertThat(clean.getDecimal(3)).isEqualTo(new BigDecimal("8911407.90"));
  }

  @Test
  void cancellations_are_returns() {
    Row bronze =
        lake.read(TableName.of("bronze.pos_online_retail"))
            .where("InvoiceNo like 'C%'")
            .selectExpr("count(*)", "count(distinct _row_hash)")
            .head();
    assertThat(bronze.getLong(0)).isEqualTo(9_288);
    assertThat(
            read("silver.order_lines", "count_if(order_id like 'C%' and line_type = 'return')")
                .getLong(0))
        .isEqualTo(bronze.getLong(1));
    assertThat(read("silver.orders", "count_if(order_id like 'C%' and order_type <> 'return')"))
        .isEqualTo(org.apache.spark.sql.RowFactory.create(0L));
  }

  @Test
  void orders_and_customers_are_those_of_the_file() {
    assertThat(read("silver.orders", "count(*)").getLong(0)).isEqualTo(25_900);
    assertThat(
            read("gold.dim_customer", "count_if(is_current and customer_id <> 'anonymous')")
                .getLong(0))
        .isEqualTo(4_372);
    Row sold =
        lake.read(TableName.of("gold.fct_conversion"))
            .where("customer_id like 'c!_%' escape '!'")
            .selectExpr("count(distinct customer_id)", "count(*)")
            .head();
    // of the 18,536 sales to known customers 4 are wholly at no price
    assertThat(sold.getLong(0)).isBetween(4_338L, 4_339L);
    assertThat(sold.getLong(1)).isBetween(18_532L, 18_536L);
  }

  private Row read(String table, String expression) {
    return lake.read(TableName.of(table)).selectExpr(expression).head();
  }
}
