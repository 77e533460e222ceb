package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.col;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.Tables;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Which identifier names which customer. Contract: sql/gold/bdg_customer_identifier/table.yml. */
final class CustomerIdentifierJob implements TableJob {
  static final String OUTPUT = "gold.bdg_customer_identifier";

  private final Caps caps;

  CustomerIdentifierJob(Caps caps) {
    this.caps = caps;
  }

  @Override
  public TableName output() {
    return TableName.of(OUTPUT);
  }

  @Override
  public Dataset<Row> transform(Tables tables, DateWindow window) {
    Dataset<Row> links = Links.current(tables.read(CustomerRecordLinkJob.OUTPUT));
    Dataset<Row> edges = Edges.current(tables.read(IdentityEdgeJob.OUTPUT));
    return tables.hasRows(OUTPUT)
        ? Bridge.of(links, edges, touched(tables, window), caps)
        : Bridge.of(links, edges, caps);
  }

  @Override
  public Dataset<Row> replacedKeys(Tables tables, DateWindow window) {
    return touched(tables, window)
        .select(col("type").as("identifier_type"), Statements.hash().as("identifier_value_hash"));
  }

  private static Dataset<Row> touched(Tables tables, DateWindow window) {
    return Bridge.touched(tables, window);
  }
}
