package io.journeyhouse.jobs.cli;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.jobs.matching.Clusters;
import io.journeyhouse.jobs.matching.Explanation;
import io.journeyhouse.jobs.matching.LinkPath.Link;
import io.journeyhouse.jobs.matching.Matching;
import io.journeyhouse.jobs.matching.Quality;
import io.journeyhouse.jobs.matching.files.MatchFiles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What is said of a matching, to people and, gathered, to machines. */
final class MatchReport {
  /** Cut-offs, in bits, that clusters are measured at beside their own. */
  static final double[] SWEEP = {8, 6, 4, 2, 1, 0, -1, -2, -3, -4, -5, -6, -8};

  private static final int COMPARED = 10;

  private final Console console;
  private final Matching matching;
  private final Map<String, Object> result = new LinkedHashMap<>();

  MatchReport(Console console, Matching matching) {
    this.console = console;
    this.matching = matching;
  }

  /** All that was said. */
  Map<String, Object> result() {
    return result;
  }

  /**
   * Sizes, fields and keys.
   *
   * @param clusters {@code record_key, cluster_id}
   */
  void tell(MatchFiles records, Dataset<Row> clusters) {
    Row sizes =
        clusters.agg(count("*"), count_if(col("record_key").equalTo(col("cluster_id")))).first();
    long count = sizes.getLong(0);
    long groups = sizes.getLong(1);
    long unlinkable = matching.unlinkable();
    long inParts = matching.inParts();
    result.put("records", count);
    result.put("clusters", groups);
    result.put("unlinkable", unlinkable);
    result.put("keys", matching.keys());
    result.put("left_out", matching.leftOut());
    result.put("in_parts", inParts);
    console.line(String.format(Locale.ROOT, "%,d records, %,d clusters", count, groups));
    if (unlinkable > 0) {
      console.line(
          String.format(
              Locale.ROOT,
              "%,d records say too little to be linked to a copy of themselves",
              unlinkable));
    }
    if (inParts > 0) {
      console.bad(
          String.format(
              Locale.ROOT,
              "%,d records are connected with more than %,d others: looked at in parts of that size",
              inParts,
              matching.settings().cutting().component()));
    }
    if (!matching.isLearned()) {
      console.line(
          "too few records or comparable fields to learn from: exact identifiers alone decided");
    }
    records.fields().stream()
        .filter(field -> records.guessed().contains(field.name()))
        .forEach(field -> console.line(field.name() + " is compared as " + field.kind().word()));
    Map<String, Long> compared = matching.compared();
    long pairs = compared.values().stream().mapToLong(Long::longValue).sum();
    result.put("compared_by", compared);
    result.put("comparing_cpu_seconds", matching.comparingCpuSeconds());
    console.line(
        String.format(
            Locale.ROOT,
            "compared %,d pairs, %.1f a record, where they agree on one of:",
            pairs,
            pairs / (double) Math.max(1, count)));
    compared.forEach(
        (key, ofKey) -> console.line(String.format(Locale.ROOT, "%,14d  %s", ofKey, key)));
    matching
        .leftOut()
        .forEach(
            left ->
                console.bad(
                    String.format(
                        Locale.ROOT,
                        "not compared: %,d pairs of %,d records that agree on %s",
                        left.pairs(),
                        left.records(),
                        left.key())));
  }

  /** How good the clusters are, at their cut-off and at others. */
  void measure(Map<Double, Quality> sweep, double cutOffBits) {
    result.putAll(QualityTable.tell(console, sweep, cutOffBits));
  }

  /** Why two records are together or not. */
  void explain(String left, String right) {
    Explanation why =
        matching
            .explain(left, right)
            .orElseThrow(
                () ->
                    Errors.of(
                        ErrorCode.USAGE,
                        "one of the records of --explain is in none of the files",
                        "write each as source:id, as in --explain crm:17,shop:4"));
    result.put("explanation", why);
    WhyLines.tell(console, why);
    List<Link> path = matching.path(left, right);
    result.put("path", path);
    WhyLines.tell(console, path);
  }

  /**
   * The clusters beside those of another program.
   *
   * @param both {@code record_key, cluster_id}, and theirs as {@code entity}
   */
  void compare(Dataset<Row> both) {
    Quality quality = Quality.of(both);
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("records_in_both", quality.records());
    counts.put("pairs_in_both", quality.correctPairs());
    counts.put("pairs_only_ours", quality.foundPairs() - quality.correctPairs());
    counts.put("pairs_only_theirs", quality.truePairs() - quality.correctPairs());
    result.put("compared", counts);
    counts.forEach(
        (name, count) ->
            console.line(String.format(Locale.ROOT, "%,14d %s", count, name.replace('_', ' '))));
    examples("only ours", both, "cluster_id", "entity", COMPARED);
    examples("only theirs", both, "entity", "cluster_id", COMPARED);
  }

  /**
   * Pairs that are wrongly together, and wrongly apart.
   *
   * @param known {@code record_key, cluster_id, entity}
   */
  void wrong(Dataset<Row> known, int most) {
    examples("wrongly together", known, "cluster_id", "entity", most);
    examples("wrongly apart", known, "entity", "cluster_id", most);
  }

  private void examples(
      String title, Dataset<Row> records, String together, String apart, int most) {
    Map<Clusters.Pair, Explanation> explained =
        matching.explain(Clusters.apart(records, together, apart, most));
    result.put(title.replace(' ', '_'), WhyLines.tell(console, title, explained));
  }
}
