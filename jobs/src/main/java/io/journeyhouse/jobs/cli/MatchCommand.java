package io.journeyhouse.jobs.cli;

import io.journeyhouse.common.lake.SparkSessions;
import io.journeyhouse.jobs.matching.Clusters;
import io.journeyhouse.jobs.matching.MatchSettings;
import io.journeyhouse.jobs.matching.Matching;
import io.journeyhouse.jobs.matching.files.ClusterFile;
import io.journeyhouse.jobs.matching.files.MatchFiles;
import io.journeyhouse.jobs.matching.files.MatchMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
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
      names = "--component",
      paramLabel = "N",
      description = {
        "The most connected records that are looked at together: no cluster",
        "has more (default: ${DEFAULT-VALUE})."
      })
  private int component = MatchSettings.DEFAULT.cutting().component();

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
    if (component < 2) {
      throw new ParameterException(
          command.commandLine(), "--component takes a number of records from 2 on");
    }
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
      // read before the work begins, so that what is wrong with them is said at once
      Dataset<Row> known =
          isFile ? MatchFiles.pairsOf(spark, Path.of(truth), "entity") : records.truth();
      Dataset<Row> theirs =
          compare == null ? null : MatchFiles.pairsOf(spark, compare, "cluster_id");
      boolean measures = isFile || records.hasTruth();
      MatchSettings settings = MatchSettings.DEFAULT.linkOnly(linkOnly).component(component);
      double cutOff = settings.cutting().cutOffBits();
      try (Matching matching =
              Matching.of(
                  records.rows(), records.fields(), records.sources(), settings, console::status);
          Clusters clusters = matching.cut(measures ? with(cutOff) : new double[] {cutOff})) {
        Dataset<Row> rows = MatchFiles.withNames(clusters.at(cutOff));
        ClusterFile.write(out, rows);
        MatchReport report = new MatchReport(console, matching);
        report.tell(records, clusters.at(cutOff));
        if (measures) {
          report.measure(clusters.quality(known), cutOff);
          if (errors > 0) {
            report.wrong(rows.join(known, "record_key"), errors);
          }
        }
        if (theirs != null) {
          report.compare(rows.join(theirs, "record_key"));
        }
        if (pair.length == 2) {
          report.explain(pair[0], pair[1]);
        }
        console.status(null);
        console.good("clusters are in " + out);
        if (json) {
          console.result(Json.text(report.result()));
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

  /** The cut-offs that are measured, the one in use among them. */
  private static double[] with(double cutOff) {
    return DoubleStream.concat(DoubleStream.of(MatchReport.SWEEP), DoubleStream.of(cutOff))
        .distinct()
        .toArray();
  }

  private String[] pair() {
    String[] pair = explain == null ? new String[0] : explain.split(",", -1);
    if (explain != null && pair.length != 2) {
      throw new ParameterException(
          command.commandLine(), "--explain takes two records, as in --explain crm:17,shop:4");
    }
    return pair;
  }
}
