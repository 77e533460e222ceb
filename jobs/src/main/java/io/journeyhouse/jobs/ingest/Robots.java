package io.journeyhouse.jobs.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import nl.basjes.parse.useragent.UserAgent;
import nl.basjes.parse.useragent.UserAgentAnalyzer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * Tells robots from people, and phones from desktops, by their user agents. A user agent is looked
 * at once, not with each event: what was found is kept.
 */
final class Robots {
  private static final String CLASS = "_class";

  private Robots() {}

  /** User agents whose class is kept: some 50 MB of the longest ones. */
  private static final int KEPT = 100_000;

  /** Fills {@code is_bot} and {@code device_class}; what the source says of them stays. */
  static Dataset<Row> flag(Dataset<Row> events) {
    Column classOf =
        udf((UDF1<String, String>) Robots::deviceClass, DataTypes.StringType)
            .apply(col("user_agent"));
    return events
        .withColumn(CLASS, classOf)
        .withColumn(
            "is_bot", col("is_bot").or(coalesce(col(CLASS).startsWith("Robot"), lit(false))))
        .withColumn("device_class", coalesce(col("device_class"), col(CLASS)))
        .drop(CLASS);
  }

  private static @Nullable String deviceClass(@Nullable String agent) {
    return agent == null ? null : Analyzer.CLASSES.get(agent);
  }

  /** Its rules take seconds to load: once a process, when the first user agent is looked at. */
  private static final class Analyzer {
    private static final UserAgentAnalyzer INSTANCE =
        UserAgentAnalyzer.newBuilder()
            .withField(UserAgent.DEVICE_CLASS)
            .hideMatcherLoadStats()
            .withoutCache()
            .build();

    static final LoadingCache<String, String> CLASSES =
        Caffeine.newBuilder()
            .maximumSize(KEPT)
            .build(agent -> INSTANCE.parse(agent).getValue(UserAgent.DEVICE_CLASS));
  }
}
