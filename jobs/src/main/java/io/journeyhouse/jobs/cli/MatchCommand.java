package io.journeyhouse.jobs.cli;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.lake.SparkSessions;
import io.journeyhouse.jobs.matching.Clusters;
import io.journeyhouse.jobs.matching.Explanation;
import io.journeyhouse.jobs.matching.MatchSettings;
import io.journeyhouse.jobs.matching.Matching;
import io.journeyhouse.jobs.matching.Quality;
import io.journeyhouse.jobs.matching.files.ClusterFile;
import io.journeyhouse.jobs.matching.files.MatchFiles;
import io.journeyhouse.jobs.matching.files.MatchMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Finds the records of one person in files. */
@Command(
    name = "match",
    sortOptions = false,
    description = {
      "Find the records of one person in CSV or Parquet files, of one source or several, and write",
      "which belong together. Nothing is set but what the columns hold: weights, frequencies and the",
      "keys to compare by are learned from the records themselves. The same records give the same",
      "clusters, in whatever order they come."
    },
    footer = {
      "",
      "The map says what the columns hold:",
      "  sources:",
      "    - name: crm",
      "      files: \"crm*.csv\"",
      "      id: customer_no",
      "      columns:",
      "        first_name: given_name",
      "        last_name: surname",
      "        born: birth_date",
      "        mail: email",
      "        member_no: {field: member, kind: code}",
      "",
      "Examples:",
      "  journeyhouse identity match crm.csv shop.parquet --map map.yml --out clusters.csv",
      "  journeyhouse identity match people.csv --map map.yml --out clusters.csv --truth person_id"
    })
final class MatchCommand implements Callable<Integer> {
  private static final double[] SWEEP = {8, 6, 4, 2, 1, 0, -1, -2, -3, -4, -5, -6, -8};

  private static final int COMPARED = 10;

  private final Console console;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec command;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "CSV with a header, or Parquet.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private List<Path> files;

  @Option(
      names = "--map",
      required = true,
      paramLabel = "MAP.yml",
      description = "What the columns hold.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private Path map;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Where the clusters go: source,source_id,cluster_id.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private Path out;

  @Option(
      names = "--truth",
      paramLabel = "COLUMN|FILE",
      description = {
        "Who is who, to measure by: a column of the files, or a file with",
        "source,source_id,entity. It is never compared."
      })
  private @Nullable String truth;

  @Option(
      names = "--link-only",
      description = "Do not compare records of the same source with one another.")
  private boolean linkOnly;

  @Option(
      names = "--errors",
      paramLabel = "N",
      description = "With a truth: show N pairs that are wrongly together, and N wrongly apart.")
  private int errors;

  @Option(
      names = "--compare",
      paramLabel = "FILE",
      description = {
        "Clusters of another program, source,source_id,cluster_id: how many pairs are in both, only",
        "in ours, only in theirs, and ten of each."
      })
  private @Nullable Path compare;

  @Option(
      names = "--explain",
      paramLabel = "A,B",
      description = "Say why two records, each given as source:id, are together or not.")
  private @Nullable String explain;

  @Option(names = "--json", description = "Print the result as JSON on standard output.")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  MatchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    String[] pair = pair();
    MatchMap columns = MatchMap.read(map);
    columns.sourcesOf(files);
    Logs.toFileIn(Path.of(System.getProperty("java.io.tmpdir")), "identity-match", false);
    console.status("starting Spark");
    boolean isShared = SparkSession.getDefaultSession().isDefined();
    SparkSession spark = SparkSessions.create(Map.of());
    try {
      Logs.takeBack();
      boolean isFile = truth != null && Files.exists(Path.of(truth));
      MatchFiles records =
          MatchFiles.read(
              spark, columns, files, isFile ? Optional.empty() : Optional.ofNullable(truth));
      MatchSettings settings = MatchSettings.DEFAULT.linkOnly(linkOnly);
      try (Matching matching =
          Matching.of(
              records.rows(), records.fields(), records.sources(), settings, console::status)) {
        boolean measures = isFile || records.hasTruth();
        Clusters clusters = measures ? matching.cut(SWEEP) : matching.cut(settings.cutOffBits());
        Dataset<Row> rows =
            records
                .rows()
                .select("record_key", "source", "source_id")
                .join(clusters.at(settings.cutOffBits()), "record_key");
        ClusterFile.write(out, rows);
        Map<String, Object> result = new LinkedHashMap<>();
        tell(records, matching, clusters.at(settings.cutOffBits()), result);
        if (measures) {
          Dataset<Row> truthOf =
              isFile ? MatchFiles.pairsOf(spark, Path.of(truth), "entity") : records.truth();
          measure(clusters, truthOf, result);
          if (errors > 0) {
            Dataset<Row> known = rows.join(truthOf, "record_key");
            examples("wrongly together", known, "cluster_id", "entity", matching, result);
            examples("wrongly apart", known, "entity", "cluster_id", matching, result);
          }
        }
        if (compare != null) {
          compare(spark, rows, matching, result);
        }
        if (pair.length == 2) {
          explain(matching, pair, result);
        }
        console.status(null);
        console.good("clusters are in " + out);
        if (json) {
          console.result(Json.text(result));
        }
      } finally {
        records.rows().unpersist();
      }
    } finally {
      if (!isShared) {
        spark.stop();
      }
    }
    return 0;
  }

  private void compare(
      SparkSession spark, Dataset<Row> rows, Matching matching, Map<String, Object> result) {
    Dataset<Row> both =
        rows.join(
            MatchFiles.pairsOf(spark, Objects.requireNonNull(compare), "cluster_id")
                .withColumnRenamed("entity", "theirs"),
            "record_key");
    Quality quality = Quality.of(both.withColumnRenamed("theirs", "entity"));
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("records_in_both", quality.records());
    counts.put("pairs_in_both", quality.correctPairs());
    counts.put("pairs_only_ours", quality.foundPairs() - quality.correctPairs());
    counts.put("pairs_only_theirs", quality.truePairs() - quality.correctPairs());
    result.put("compared", counts);
    counts.forEach(
        (name, count) ->
            console.line(String.format(Locale.ROOT, "%,14d %s", count, name.replace('_', ' '))));
    examples("only ours", both, "cluster_id", "theirs", matching, result);
    examples("only theirs", both, "theirs", "cluster_id", matching, result);
  }

  private void examples(
      String title,
      Dataset<Row> records,
      String together,
      String apart,
      Matching matching,
      Map<String, Object> result) {
    int most = errors > 0 ? errors : COMPARED;
    Map<Clusters.Pair, Explanation> explained =
        matching.explain(Clusters.apart(records, together, apart, most));
    console.line(title + ":");
    List<Map<String, Object>> listed = new ArrayList<>();
    explained.forEach(
        (pair, why) -> {
          console.line(
              String.format(
                  Locale.ROOT,
                  "%+7.1f  %s %s: %s",
                  why.bits(),
                  pair.left(),
                  pair.right(),
                  inBrief(why)));
          listed.add(Map.of("left", pair.left(), "right", pair.right(), "why", why));
        });
    result.put(title.replace(' ', '_'), listed);
  }

  private static String inBrief(Explanation why) {
    return why.fields().stream()
        .filter(field -> !field.level().equals("missing"))
        .map(
            field ->
                String.format(
                    Locale.ROOT, "%s %s %+.1f", field.field(), field.level(), field.bits()))
        .collect(Collectors.joining(", "));
  }

  private String[] pair() {
    String[] pair = explain == null ? new String[0] : explain.split(",", -1);
    if (explain != null && pair.length != 2) {
      throw new ParameterException(
          command.commandLine(), "--explain takes two records, as in --explain crm:17,shop:4");
    }
    return pair;
  }

  private void tell(
      MatchFiles records, Matching matching, Dataset<Row> clusters, Map<String, Object> result) {
    Row sizes =
        clusters.agg(count("*"), count_if(col("record_key").equalTo(col("cluster_id")))).first();
    long count = sizes.getLong(0);
    long groups = sizes.getLong(1);
    long unlinkable = matching.unlinkable();
    result.put("records", count);
    result.put("clusters", groups);
    result.put("unlinkable", unlinkable);
    result.put("keys", matching.keys());
    result.put("left_out", matching.leftOut());
    console.line(String.format(Locale.ROOT, "%,d records, %,d clusters", count, groups));
    if (unlinkable > 0) {
      console.line(
          String.format(
              Locale.ROOT,
              "%,d records say too little to be linked to a copy of themselves",
              unlinkable));
    }
    if (!matching.isLearned()) {
      console.line(
          "too few records or comparable fields to learn from: exact identifiers alone decided");
    }
    records.fields().stream()
        .filter(field -> records.guessed().contains(field.name()))
        .forEach(field -> console.line(field.name() + " is compared as " + field.kind().word()));
    console.line("compared where they agree on one of:");
    matching.keys().forEach(key -> console.line("  " + key));
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

  private void measure(Clusters clusters, Dataset<Row> truth, Map<String, Object> result) {
    console.status("measuring");
    Map<Double, Quality> sweep = clusters.quality(truth);
    Quality quality = Objects.requireNonNull(sweep.get(MatchSettings.DEFAULT.cutOffBits()));
    result.put("quality", figures(quality));
    Map<String, Object> bySetting = new LinkedHashMap<>();
    console.line("cut-off  precision recall  F1      B-cubed F1  largest");
    sweep.forEach(
        (cutOff, at) -> {
          bySetting.put(String.valueOf(cutOff), figures(at));
          console.line(
              String.format(
                  Locale.ROOT,
                  "%6.0f   %.4f    %.4f  %.4f  %.4f      %,d",
                  cutOff,
                  at.precision(),
                  at.recall(),
                  at.f1(),
                  at.bCubedF1(),
                  at.largestCluster()));
        });
    result.put("sweep", bySetting);
    console.good(
        String.format(
            Locale.ROOT,
            "pairs: precision %.4f, recall %.4f, F1 %.4f; B-cubed: precision %.4f, recall %.4f, F1"
                + " %.4f; largest cluster %,d",
            quality.precision(),
            quality.recall(),
            quality.f1(),
            quality.bCubedPrecision(),
            quality.bCubedRecall(),
            quality.bCubedF1(),
            quality.largestCluster()));
  }

  private static Map<String, Object> figures(Quality quality) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("records", quality.records());
    figures.put("entities", quality.entities());
    figures.put("clusters", quality.clusters());
    figures.put("largest_cluster", quality.largestCluster());
    figures.put("precision", quality.precision());
    figures.put("recall", quality.recall());
    figures.put("f1", quality.f1());
    figures.put("b_cubed_precision", quality.bCubedPrecision());
    figures.put("b_cubed_recall", quality.bCubedRecall());
    figures.put("b_cubed_f1", quality.bCubedF1());
    return figures;
  }

  private void explain(Matching matching, String[] pair, Map<String, Object> result) {
    Explanation why =
        matching
            .explain(pair[0], pair[1])
            .orElseThrow(
                () ->
                    Errors.of(
                        ErrorCode.USAGE,
                        "one of the records of --explain is in none of the files",
                        "write each as source:id, as in --explain crm:17,shop:4"));
    result.put("explanation", why);
    console.line(String.format(Locale.ROOT, "%+7.1f  before anything is known", why.prior()));
    why.fields()
        .forEach(
            field ->
                console.line(
                    String.format(
                        Locale.ROOT,
                        "%+7.1f  %s: %s%s",
                        field.bits(),
                        field.field(),
                        field.level(),
                        Math.abs(field.frequencyBits()) < .05
                            ? ""
                            : String.format(
                                Locale.ROOT, " (%+.1f for its rarity)", field.frequencyBits()))));
    if (why.household() < -.05) {
      console.line(
          String.format(Locale.ROOT, "%+7.1f  they may share a household", why.household()));
    }
    console.line(String.format(Locale.ROOT, "%+7.1f  in all", why.bits()));
    console.line(
        why.keys().isEmpty()
            ? "they agree on no key, so they were not compared directly"
            : "compared because they agree on " + String.join("; ", why.keys()));
  }
}
