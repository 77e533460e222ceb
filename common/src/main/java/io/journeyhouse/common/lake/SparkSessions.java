package io.journeyhouse.common.lake;

import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Makes the one Spark session of a process, with the settings that Journeyhouse relies on. */
public final class SparkSessions {
  private SparkSessions() {}

  /**
   * A session for this process: local on all cores unless {@code spark-submit} or {@code extra}
   * names a master.
   *
   * @param extra settings of the workspace, which win over the defaults but not over what is needed
   *     for correctness
   */
  public static SparkSession create(Map<String, String> extra) {
    return SparkSession.builder().config(conf(extra)).getOrCreate();
  }

  /** What such a session is made with. */
  static SparkConf conf(Map<String, String> extra) {
    SparkConf conf = new SparkConf().setAppName("journeyhouse");
    if (!conf.contains("spark.master")) {
      conf.setMaster("local[*]");
      LOCAL.forEach(conf::set);
    } else {
      // spark-submit logs to the screen, a thousand lines until a run can say where to
      conf.setIfMissing("spark.log.level", "WARN");
    }
    DEFAULTS.forEach(conf::setIfMissing);
    LogStores.settings().forEach(conf::set);
    extra.forEach(conf::set);
    REQUIRED.forEach(conf::set);
    return conf;
  }

  /** Of one machine. */
  private static final Map<String, String> LOCAL =
      Map.of(
          "spark.ui.enabled", "false",
          "spark.driver.host", "127.0.0.1",
          "spark.driver.bindAddress", "127.0.0.1",
          "spark.broadcast.compress", "false",
          "spark.default.parallelism", "2",
          "spark.sql.shuffle.partitions", "16",
          "spark.sql.adaptive.coalescePartitions.initialPartitionNum", "16");

  /** Unless the workspace or {@code spark-submit} say otherwise. */
  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          // else tasks look up every class of generated code by a remote call to the driver
          Map.entry("spark.sql.artifact.isolation.enabled", "false"),
          // else each sort, aggregate and broadcast of whatever size takes and clears 64 MB
          Map.entry("spark.buffer.pageSize", "2m"),
          // what is held between two looks at it is written once and read twice
          Map.entry("spark.sql.inMemoryColumnarStorage.compressed", "false"),
          Map.entry("spark.shuffle.sort.bypassMergeThreshold", "400"),
          Map.entry("spark.databricks.delta.snapshotPartitions", "2"),
          Map.entry("spark.sql.sources.parallelPartitionDiscovery.parallelism", "2"),
          Map.entry("spark.sql.files.openCostInBytes", "0"),
          Map.entry("spark.sql.adaptive.coalescePartitions.minPartitionSize", "4m"),
          Map.entry("spark.cleaner.periodicGC.interval", "30min"));

  /** Does work with a session as that of the thread, which Delta takes for its own queries. */
  static <T> T during(SparkSession session, Supplier<T> work) {
    SparkSession before = SparkSession.active();
    SparkSession.setActiveSession(session);
    try {
      return work.get();
    } finally {
      SparkSession.setActiveSession(before);
    }
  }

  /** A copy of a session with further settings, but for those that the workspace gives itself. */
  static SparkSession with(SparkSession spark, Map<String, String> settings) {
    SparkConf given = spark.sparkContext().getConf();
    SparkSession other = ((org.apache.spark.sql.classic.SparkSession) spark).cloneSession();
    settings.forEach(
        (key, value) -> {
          if (!given.contains(key) || given.get(key).equals(LOCAL.get(key))) {
            other.conf().set(key, value);
          }
        });
    return other;
  }

  /**
   * For work on some rows: to plan each stage anew, and to cut small ones into many tasks, costs
   * more than it saves.
   */
  static final Map<String, String> FOR_SOME_ROWS =
      Map.of("spark.sql.adaptive.enabled", "false", "spark.sql.shuffle.partitions", "4");

  /**
   * For work on few rows: nor does it pay to generate code, or to look for what expressions have in
   * common.
   */
  static final Map<String, String> FOR_FEW_ROWS =
      Map.of(
          "spark.sql.adaptive.enabled", "false",
          "spark.sql.shuffle.partitions", "2",
          "spark.sql.codegen.factoryMode", "NO_CODEGEN",
          "spark.sql.codegen.wholeStage", "false",
          "spark.sql.subexpressionElimination.enabled", "false");

  private static final Map<String, String> REQUIRED =
      Map.ofEntries(
          Map.entry("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension"),
          Map.entry(
              "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog"),
          Map.entry("spark.sql.session.timeZone", "UTC"),
          Map.entry("spark.sql.ansi.enabled", "true"),
          // upper and lower case by Java's tables: ICU's take seconds to load
          Map.entry("spark.sql.icu.caseMappings.enabled", "false"),
          // Delta's parser extension loses bound parameters without it
          Map.entry("spark.sql.legacy.parameterSubstitution.constantsOnly", "true"),
          // a commit whose answer was lost must not be appended twice
          Map.entry("spark.databricks.delta.commit.idempotencyCheck.enabled", "true"),
          Map.entry("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS"));
}
