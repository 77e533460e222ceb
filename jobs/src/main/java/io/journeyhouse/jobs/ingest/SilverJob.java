package io.journeyhouse.jobs.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.journeyhouse.common.contract.TableContract;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.quality.ExpectationRunner;
import io.journeyhouse.common.quality.Outcome;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.workspace.SourceConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * One table of silver: the raw rows of all its sources in its columns, each key once. What a source
 * refuses is judged before versions are compared, so that a bad row never stands in a good one's
 * way.
 */
final class SilverJob implements TableJob {
  private static final List<String> TECHNICAL =
      List.of("source", "_source_row_key", "_source_file", "_line", Outcome.COLUMN, Outcome.REASON);

  /** The rows of one source in the table's columns. */
  interface Rows {
    Dataset<Row> of(SourceConfig source, Tables tables, DateWindow window);
  }

  private final TableContract contract;
  private final List<SourceConfig> sources;
  private final Rows rows;
  private final UnaryOperator<Dataset<Row>> last;
  private final boolean areRowsOfRows;
  private final long fewBytes;

  /**
   * @param rows of one source
   * @param areRowsOfRows whether each of them is made of one raw row
   * @param last fills what is not needed to compare rows
   * @param fewBytes raw rows of up to so many estimated bytes are few
   */
  SilverJob(
      TableContract contract,
      List<SourceConfig> sources,
      Rows rows,
      boolean areRowsOfRows,
      UnaryOperator<Dataset<Row>> last,
      long fewBytes) {
    this.contract = contract;
    this.sources = sources;
    this.rows = rows;
    this.areRowsOfRows = areRowsOfRows;
    this.last = last;
    this.fewBytes = fewBytes;
  }

  @Override
  public TableName output() {
    return contract.name();
  }

  @Override
  public List<TableName> matchedInputs() {
    return sources.stream().map(SourceConfig::bronze).toList();
  }

  @Override
  public Dataset<Row> transform(Tables tables, DateWindow window) {
    List<Dataset<Row>> given =
        loaded(tables).map(source -> rows.of(source, tables, window)).toList();
    boolean hasCopies = given.stream().anyMatch(SilverJob::hasCopies);
    return given.stream()
        .map(rows -> rows.select(columns(rows, hasCopies)))
        .reduce(Dataset::union)
        .map(all -> new ExpectationRunner(contract).judge(all))
        .map(judged -> last.apply(new Versions(tables, contract, fewBytes).mark(judged)))
        .orElseGet(() -> tables.read(contract.name().toString()).where("false"));
  }

  @Override
  public boolean isRepeatable(Tables tables, DateWindow window) {
    return areRowsOfRows
        && loaded(tables)
                .mapToLong(source -> Versions.bytes(Mapping.loaded(source, tables, window)))
                .sum()
            > fewBytes;
  }

  private Stream<SourceConfig> loaded(Tables tables) {
    return sources.stream().filter(source -> tables.hasRows(source.bronze().toString()));
  }

  private Column[] columns(Dataset<Row> rows, boolean withCopies) {
    Set<String> names = new LinkedHashSet<>(contract.columnNames());
    names.addAll(TECHNICAL);
    List<Column> columns = new ArrayList<>(names.stream().map(functions::col).toList());
    if (withCopies) {
      Column copies = hasCopies(rows) ? col(Outcome.COPIES) : lit(0L);
      columns.add(copies.as(Outcome.COPIES));
    }
    return columns.toArray(Column[]::new);
  }

  private static boolean hasCopies(Dataset<Row> rows) {
    return Arrays.asList(rows.columns()).contains(Outcome.COPIES);
  }
}
