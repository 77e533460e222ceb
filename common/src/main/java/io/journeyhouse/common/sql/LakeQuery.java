package io.journeyhouse.common.sql;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.lake.LakeCatalog;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;
import scala.jdk.javaapi.CollectionConverters;

/** SQL over the tables of a lake, by their names; queries only. */
public final class LakeQuery {
  private LakeQuery() {}

  /**
   * The rows of a query.
   *
   * @param parameters values of the query's {@code :name} marks
   */
  public static Dataset<Row> rows(Lake lake, String query, Map<String, Object> parameters) {
    SparkSession session = LakeCatalog.session(lake);
    refuseAllButQueries(session, query);
    SparkSession before = SparkSession.active();
    SparkSession.setActiveSession(session);
    try {
      return session.sql(query, parameters);
    } finally {
      SparkSession.setActiveSession(before);
    }
  }

  private static void refuseAllButQueries(SparkSession session, String query) {
    LogicalPlan plan;
    try {
      plan =
          ((org.apache.spark.sql.classic.SparkSession) session)
              .sessionState()
              .sqlParser()
              .parsePlan(query);
    } catch (ParseException e) {
      throw Errors.of(
          ErrorCode.USAGE, "the query does not parse: " + e.getMessage(), "correct the SQL", e);
    }
    boolean reads =
        CollectionConverters.asJava(plan.collectLeaves()).stream()
                .noneMatch(LakeQuery::changesSomething)
            && !changesSomething(plan);
    if (!reads) {
      throw Errors.of(
          ErrorCode.USAGE,
          "only queries are run, this is a " + plan.getClass().getSimpleName(),
          "write select ... or with ... select ...; tables are written by jobs");
    }
  }

  private static boolean changesSomething(LogicalPlan plan) {
    return plan instanceof Command || plan instanceof ParsedStatement;
  }
}
