package io.journeyhouse.bench.identity;

import io.journeyhouse.common.lake.SparkSessions;
import io.journeyhouse.jobs.matching.Clusters;
import io.journeyhouse.jobs.matching.MatchSettings;
import io.journeyhouse.jobs.matching.Matching;
import io.journeyhouse.jobs.matching.Quality;
import io.journeyhouse.jobs.matching.files.MatchFiles;
import io.journeyhouse.jobs.matching.files.MatchMap;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * What each part of the matcher is worth: its F1 without it. Arguments are a map with a truth, and
 * files.
 */
final class Ablations {
  /** Below all means of pairs, so that clusters are whole components. */
  private static final double COMPONENTS = -1000;

  private Ablations() {}

  public static void main(String[] arguments) {
    List<Path> files = Arrays.stream(arguments).skip(1).map(Path::of).toList();
    SparkSession spark = SparkSessions.create(Map.of());
    MatchFiles records =
        MatchFiles.read(spark, MatchMap.read(Path.of(arguments[0])), files, Optional.empty());
    MatchSettings usual = MatchSettings.DEFAULT;
    double cutOff = usual.cutting().cutOffBits();
    try (Matching matching = matching(records, usual);
        Clusters clusters = matching.cut(cutOff, COMPONENTS)) {
      Map<Double, Quality> qualities = clusters.quality(records.truth());
      say("as it is", qualities.get(cutOff));
      say("components only", qualities.get(COMPONENTS));
    }
    measure("no term frequencies", records, usual.weighsRarity(false));
    measure("exact identifiers only", records, usual.records(Long.MAX_VALUE));
    spark.stop();
  }

  private static void measure(String name, MatchFiles records, MatchSettings settings) {
    double cutOff = settings.cutting().cutOffBits();
    try (Matching matching = matching(records, settings);
        Clusters clusters = matching.cut(cutOff)) {
      say(name, clusters.quality(records.truth()).get(cutOff));
    }
  }

  private static Matching matching(MatchFiles records, MatchSettings settings) {
    return Matching.of(
        records.rows(), records.fields(), records.sources(), settings, progress -> {});
  }

  private static void say(String name, @Nullable Quality measured) {
    Quality quality = Objects.requireNonNull(measured);
    System.out.printf(
        Locale.ROOT,
        "  %-24s F1 %.4f  B-cubed %.4f  largest %d%n",
        name,
        quality.f1(),
        quality.bCubedF1(),
        quality.largestCluster());
  }
}
