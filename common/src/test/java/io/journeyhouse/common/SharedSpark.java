package io.journeyhouse.common;

import io.journeyhouse.common.lake.SparkSessions;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a Spark session as a parameter: to each class its own, whose settings are its own, on
 * the one Spark of their JVM.
 */
public final class SharedSpark implements ParameterResolver {

  /** The session, started by the first test that asks for it. */
  public static SparkSession session() {
    return Holder.SESSION;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == SparkSession.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    SparkSession own = of(context);
    // where nobody says which, Delta takes that of the thread
    SparkSession.setActiveSession(own);
    return own;
  }

  private static SparkSession of(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(SharedSpark.class))
        .getOrComputeIfAbsent(
            context.getRequiredTestClass(),
            each -> ((org.apache.spark.sql.classic.SparkSession) session()).cloneSession(),
            SparkSession.class);
  }

  private static final class Holder {
    static final SparkSession SESSION =
        SparkSessions.create(
            Map.of(
                "spark.master",
                "local[2]",
                "spark.sql.shuffle.partitions",
                "2",
                // to generate code for a handful of rows takes longer than to interpret them
                "spark.sql.codegen.factoryMode",
                "NO_CODEGEN",
                "spark.sql.codegen.wholeStage",
                "false",
                "spark.sql.subexpressionElimination.enabled",
                "false",
                // and to plan each stage anew takes longer than to run it
                "spark.sql.adaptive.enabled",
                "false"));
  }
}
