package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.keys.Hashes;
import io.journeyhouse.common.lake.HeldRows;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.RunLog;
import io.journeyhouse.common.run.TableJobRunner;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.person.IdentifierType;
import io.journeyhouse.jobs.workspace.PublishLimits;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/** What a run that is held would publish, for the person who decides. */
public final class HeldCustomers {
  private static final String RECORDS = "silver.customer_records";
  private static final int MOST_CAUSES = 3;
  private static final Report NOTHING = new Report(List.of(), List.of());

  /** So begins the content hash of a record that a whole delivery does not name. */
  private static final String LEFT_OUT = "~";

  private final Lake lake;
  private final Contracts contracts;
  private final PublishLimits limits;
  private final Tables tables;

  /**
   * One thing behind a change.
   *
   * @param records how many changed records of the customers concerned it stands for
   * @param what a source and file, or a value as its hash
   */
  public record Cause(long records, String what) {}

  /**
   * @param broken what is over a limit, each as a sentence; empty where nothing is held
   * @param causes the largest first, three at most
   */
  public record Report(List<String> broken, List<Cause> causes) {}

  public HeldCustomers(Lake lake, Contracts contracts, PublishLimits limits, RunLog log) {
    this.lake = lake;
    this.contracts = contracts;
    this.limits = limits;
    this.tables =
        new TableJobRunner(lake, contracts, log)
            .tablesFor(TableName.of(CustomerRecordLinkJob.OUTPUT));
  }

  /** What the run of a window would change, and why. */
  public Report report(DateWindow window) {
    if (!tables.hasRows(CustomerRecordLinkJob.OUTPUT)) {
      return NOTHING;
    }
    Dataset<Row> links = tables.read(CustomerRecordLinkJob.OUTPUT);
    Dataset<Row> proposed = CustomerRecordLinkJob.proposed(tables, window);
    List<String> broken = Churn.of(proposed, links, limits).broken(limits);
    boolean isHeld = !broken.isEmpty() && !Acceptances.cover(tables, window, broken);
    return isHeld ? new Report(broken, causes(proposed, links)) : NOTHING;
  }

  /**
   * Lets the run publish, and any before it that is held.
   *
   * @param by who says so
   */
  public void accept(DateWindow window, String by, Instant at, Report report) {
    Acceptances.add(lake, contracts, window, by, at, report.broken());
  }

  private List<Cause> causes(Dataset<Row> proposed, Dataset<Row> links) {
    Timestamp published = links.agg(max("resolved_at")).as(Encoders.TIMESTAMP()).head();
    Dataset<Row> moved =
        proposed.where(
            col("old").isNotNull().and(not(col("customer_id").eqNullSafe(col("old.customer_id")))));
    Dataset<Row> concerned =
        proposed
            .select("record_key", "cluster_id")
            .join(moved.select("cluster_id").distinct(), new String[] {"cluster_id"}, "left_semi")
            .select("record_key")
            .union(moved.select("record_key"))
            .distinct();
    Dataset<Row> changed =
        HeldRows.of(
                tables
                    .read(IdentityRecordJob.OUTPUT)
                    .where(col("_window_end").gt(published))
                    .select("record_key", "source")
                    .join(concerned, new String[] {"record_key"}, "left_semi"))
            .rows();
    return Stream.concat(files(changed).stream(), values(changed).stream())
        .sorted(Comparator.comparingLong(Cause::records).reversed().thenComparing(Cause::what))
        .limit(MOST_CAUSES)
        .toList();
  }

  private List<Cause> files(Dataset<Row> changed) {
    List<Cause> causes = new ArrayList<>();
    Column isLeftOut = col("is_deleted").and(col("_row_hash").startsWith(LEFT_OUT));
    Dataset<Row> rows =
        lake.rows(contracts.get(TableName.of(RECORDS)))
            .join(changed.select("record_key"), "record_key")
            .select(
                col("source"), col("_source_row_key").as("_row_key"), isLeftOut.as("is_left_out"));
    for (String source :
        changed.select("source").distinct().as(Encoders.STRING()).collectAsList()) {
      for (TableName table : lake.tables()) {
        if (table.layer().equals("bronze") && table.table().endsWith("_" + source)) {
          lake.read(table)
              .select("_row_key", "_source_file")
              .join(rows.where(col("source").equalTo(source)), "_row_key")
              .groupBy(
                  when(col("is_left_out"), "that its last delivery left out")
                      .otherwise(concat(lit("from "), col("_source_file")))
                      .as("file"))
              .agg(count(lit(1)).as("records"))
              .orderBy(desc("records"), col("file"))
              .limit(MOST_CAUSES)
              .collectAsList()
              .forEach(
                  row ->
                      causes.add(
                          new Cause(row.getLong(1), "of " + source + " " + row.getString(0))));
        }
      }
    }
    return causes;
  }

  /** Values that the records share with others. */
  private List<Cause> values(Dataset<Row> changed) {
    return Edges.ofRecords(lake.rows(contracts.get(TableName.of(IdentityEdgeJob.OUTPUT))))
        .where(col("valid_to").isNull().and(col("rule").equalTo(Edges.SAME_IDENTIFIER)))
        .join(changed.select(col("record_key").as("left")), "left")
        .groupBy("right", "found_by")
        .agg(count(lit(1)).as("records"))
        .orderBy(desc("records"), col("right"))
        .limit(MOST_CAUSES)
        .collectAsList()
        .stream()
        .map(
            row ->
                new Cause(
                    row.getLong(2), "that state the " + hashed(row.getString(0), row.getString(1))))
        .toList();
  }

  private static String hashed(String written, String type) {
    String value = written.substring(Edges.IDENTIFIER.length() + type.length() + 1);
    return type + ":" + (IdentifierType.isDirect(type) ? value : Hashes.sha256(type + ":" + value));
  }
}
