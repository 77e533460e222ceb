package io.journeyhouse.common.sql;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.Tables;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.CTESubstitution;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.SparkSession;
import scala.runtime.AbstractPartialFunction;

/**
 * A table whose rows are those of a query: {@code query.sql} beside its contract. It names tables
 * as {@code layer.table}, which must be inputs of the contract, and the relations that the job adds
 * by one word.
 */
public abstract class SqlTableJob implements TableJob {
  private final TableName output;

  protected SqlTableJob(TableName output) {
    this.output = output;
  }

  @Override
  public final TableName output() {
    return output;
  }

  /** What the query reads beside tables, by name. */
  protected Map<String, Dataset<Row>> relations(Tables tables, DateWindow window) {
    return Map.of();
  }

  @Override
  public final Dataset<Row> transform(Tables tables, DateWindow window) {
    SparkSession spark = (SparkSession) tables.spark();
    Relations relations = new Relations(tables, relations(tables, window));
    // the subqueries of WITH become children of the plan, where they are found
    LogicalPlan query = CTESubstitution.apply(parsed(spark));
    return org.apache.spark.sql.classic.Dataset.ofRows(
        spark, (LogicalPlan) query.transformUpWithSubqueries(relations));
  }

  private LogicalPlan parsed(SparkSession spark) {
    String file = "/sql/" + output.layer() + "/" + output.table() + "/query.sql";
    try (InputStream in = getClass().getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("There is no " + file);
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return spark.sessionState().sqlParser().parsePlan(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ParseException e) {
      throw new IllegalStateException(file + " does not parse", e);
    }
  }

  /** Puts rows in the place of names; a name that is none stays, for the analysis to refuse. */
  private static final class Relations extends AbstractPartialFunction<LogicalPlan, LogicalPlan> {
    private final Tables tables;
    private final Map<String, Dataset<Row>> named;

    Relations(Tables tables, Map<String, Dataset<Row>> named) {
      this.tables = tables;
      this.named = named;
    }

    @Override
    public boolean isDefinedAt(LogicalPlan plan) {
      return plan instanceof UnresolvedRelation relation
          && (named.containsKey(relation.name()) || relation.multipartIdentifier().size() == 2);
    }

    @Override
    public LogicalPlan apply(LogicalPlan plan) {
      String name = ((UnresolvedRelation) plan).name();
      Dataset<Row> own = named.get(name);
      Dataset<Row> rows = own == null ? tables.read(name) : own;
      return ((org.apache.spark.sql.classic.Dataset<Row>) rows).logicalPlan();
    }
  }
}
