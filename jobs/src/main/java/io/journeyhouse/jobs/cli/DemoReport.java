package io.journeyhouse.jobs.cli;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.sql.LakeQuery;
import io.journeyhouse.jobs.matching.Quality;
import io.journeyhouse.jobs.matching.files.MatchFiles;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What the demo found, and how that compares with the truth that was planted. */
final class DemoReport {
  private static final DecimalFormatSymbols SYMBOLS = DecimalFormatSymbols.getInstance(Locale.ROOT);

  private static final List<TableName> ASKED =
      List.of(
          TableName.of("gold.customer_record_link"),
          TableName.of("gold.fct_journey_stage"),
          TableName.of("gold.fct_touch_credit"));

  private final OpenWorkspace workspace;
  private final Lake lake;
  private final Console console;

  DemoReport(OpenWorkspace workspace, Console console) {
    this.workspace = workspace;
    this.lake = workspace.lake().forRowsOf(ASKED);
    this.console = console;
  }

  /** Prints it; returns the figures by name. */
  Map<String, Object> show() {
    Map<String, Object> found = new LinkedHashMap<>();
    console.heading("what was found");
    Row customers =
        rows("""
                select count(*), sum(record_count) from gold.dim_customer
                where is_current and customer_id like 'c\\_%'
                """)
            .get(0);
    say("%,d customers from %,d person records", customers.getLong(0), customers.get(1));
    found.put("customers", customers.getLong(0));
    found.put("records", customers.get(1));
    matching(found);
    found.put(
        "stages",
        group(
            "customers by stage",
            """
            select stage, count(*) from gold.fct_journey_stage
            where is_current and customer_id like 'c\\_%' group by stage order by 2 desc, 1
            """));
    found.put(
        "channels",
        group(
            "value by channel, linear touches",
            """
            select channel, sum(value) from gold.fct_touch_credit
            where model = 'LINEAR' group by channel order by 2 desc, 1 limit 6
            """));
    found.put(
        "audiences",
        group(
            "members of each audience",
            """
            select audience, count(*) from audience.segment_membership
            where left_at is null group by audience order by audience
            """));
    found.put(
        "exports",
        group(
            "exported files, with their rows: members who may be written to",
            """
            select file, rows from audience.export_batch
            where as_of = (select max(as_of) from audience.export_batch) order by file
            """));
    console.line("  below " + workspace.workspace().dir());
    return found;
  }

  /** Of all pairs of records: how many that we call one person are, and how many we miss. */
  private void matching(Map<String, Object> found) {
    Path truth = workspace.workspace().dir().resolve(IdentityQualityCommand.PLANTED);
    Dataset<Row> links =
        lake.read(TableName.of("gold.customer_record_link"))
            .where("is_current")
            .selectExpr("record_key", "customer_id as cluster_id");
    Dataset<Row> records = MatchFiles.planted(lake.spark(), truth).join(links, "record_key");
    Quality quality = Quality.of(records);
    say(
        "pairs of records that are one person: precision %.4f, recall %.4f",
        quality.precision(), quality.recall());
    found.put("precision", quality.precision());
    found.put("recall", quality.recall());
  }

  /** Prints and returns the figures of a query of names and numbers. */
  private Map<String, Object> group(String title, String sql) {
    console.line("  " + title + ":");
    Map<String, Object> figures = new LinkedHashMap<>();
    for (Row row : rows(sql)) {
      Object figure = row.get(1);
      figures.put(row.getString(0), figure);
      String number =
          new DecimalFormat(figure instanceof Long ? "#,##0" : "#,##0.00", SYMBOLS).format(figure);
      console.line(String.format(Locale.ROOT, "    %16s  %s", number, row.getString(0)));
    }
    return figures;
  }

  private void say(String format, Object... values) {
    console.line("  " + String.format(Locale.ROOT, format, values));
  }

  private List<Row> rows(String sql) {
    return LakeQuery.rows(lake, sql, Map.of()).collectAsList();
  }
}
