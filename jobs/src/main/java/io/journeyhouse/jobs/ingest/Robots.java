package io.journeyhouse.jobs.ingest;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import nl.basjes.parse.useragent.UserAgent;
import nl.basjes.parse.useragent.UserAgentAnalyzer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * Tells robots from people, and phones from desktops, by their user agents. Each user agent is
 * looked at once, not each event.
 */
final class Robots {
  private static final String AGENT = "_agent";
  private static final String CLASS = "_class";

  private Robots() {}

  /** Fills {@code is_bot} and {@code device_class}; what the source says of them stays. */
  static Dataset<Row> flag(Dataset<Row> events) {
    Column classOf =
        udf((UDF1<String, String>) Robots::deviceClass, DataTypes.StringType).apply(col(AGENT));
    Dataset<Row> agents =
        events
            .select(col("user_agent").as(AGENT))
            .where(col(AGENT).isNotNull())
            .distinct()
            .withColumn(CLASS, classOf);
    return events
        .join(broadcast(agents), col("user_agent").equalTo(col(AGENT)), "left")
        .withColumn(
            "is_bot", col("is_bot").or(coalesce(col(CLASS).startsWith("Robot"), lit(false))))
        .withColumn("device_class", coalesce(col("device_class"), col(CLASS)))
        .drop(AGENT, CLASS);
  }

  private static @Nullable String deviceClass(@Nullable String agent) {
    return agent == null ? null : Analyzer.INSTANCE.parse(agent).getValue(UserAgent.DEVICE_CLASS);
  }

  /** Its rules take seconds to load: once a process, when the first user agent is looked at. */
  private static final class Analyzer {
    static final UserAgentAnalyzer INSTANCE =
        UserAgentAnalyzer.newBuilder()
            .withField(UserAgent.DEVICE_CLASS)
            .hideMatcherLoadStats()
            .withoutCache()
            .build();
  }
}
