package io.journeyhouse.jobs.cli;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.sum;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.jobs.identity.LakeIdentity;
import io.journeyhouse.jobs.matching.Clusters;
import io.journeyhouse.jobs.matching.files.MatchFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says how good the clusters of a lake are. */
@Command(
    name = "quality",
    sortOptions = false,
    description = {
      "Say how many records are one person, and, against a file that knows who is who, how well that",
      "was found out: over pairs of records and over records (B-cubed), at several cut-offs."
    },
    footer = {
      "",
      "Examples:",
      "  journeyhouse identity quality -w demo                        against the sample world's truth",
      "  journeyhouse identity quality -w acme --truth known.csv --errors 10"
    })
final class IdentityQualityCommand implements Callable<Integer> {
  /** Where the sample world writes which record is whose. */
  static final String PLANTED = "data/truth/records.csv";

  private final Console console;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Option(
      names = "--truth",
      paramLabel = "FILE",
      description = {
        "Who is who: source,source_id,entity (default: the truth of a sample world, where the",
        "workspace has one)."
      })
  private @Nullable Path truth;

  @Option(
      names = "--errors",
      paramLabel = "N",
      description = "With a truth: show N pairs that are wrongly together, and N wrongly apart.")
  private int errors;

  IdentityQualityCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (OpenWorkspace open =
        OpenWorkspace.open(common.workspace(), "identity-quality", common.verbose(), console)) {
      console.status("starting Spark");
      Lake lake = open.lake();
      Map<String, Object> result = new LinkedHashMap<>();
      TableName clusters = TableName.of("gold.identity_cluster");
      if (!lake.hasRows(clusters)) {
        throw Errors.of(
            ErrorCode.USAGE,
            "the lake has no records of persons yet",
            "run the pipelines first: journeyhouse run --help");
      }
      sizes(lake.read(clusters), result);
      guardrails(lake, result);
      Path planted = open.workspace().dir().resolve(PLANTED);
      if (truth != null || Files.exists(planted)) {
        Dataset<Row> known =
            truth == null
                ? MatchFiles.planted(lake.spark(), planted)
                : MatchFiles.pairsOf(lake.spark(), truth, "entity");
        LakeIdentity identity = open.identity();
        double cutOff = open.workspace().identity().settings().cutting().cutOffBits();
        console.status("measuring");
        result.putAll(
            QualityTable.tell(console, identity.quality(known, MatchReport.SWEEP), cutOff));
        if (errors > 0) {
          Dataset<Row> wrong = identity.clusters(known);
          result.put(
              "wrongly_together",
              WhyLines.tell(
                  console,
                  "wrongly together",
                  identity.compared(Clusters.apart(wrong, "cluster_id", "entity", errors))));
          result.put(
              "wrongly_apart",
              WhyLines.tell(
                  console,
                  "wrongly apart",
                  identity.compared(Clusters.apart(wrong, "entity", "cluster_id", errors))));
        }
      }
      console.status(null);
      if (common.json()) {
        console.result(Json.text(result));
      }
      return 0;
    }
  }

  private void sizes(Dataset<Row> clusters, Map<String, Object> result) {
    Map<Long, Long> bySize = new TreeMap<>();
    clusters
        .groupBy("cluster_id")
        .count()
        .groupBy("count")
        .agg(count("*").as("clusters"))
        .collectAsList()
        .forEach(row -> bySize.put(row.getLong(0), row.getLong(1)));
    result.put("clusters_by_size", bySize);
    console.line("records in a cluster   clusters");
    bySize.forEach(
        (size, count) -> console.line(String.format(Locale.ROOT, "%,20d %,10d", size, count)));
  }

  private void guardrails(Lake lake, Map<String, Object> result) {
    TableName table = TableName.of("gold.identity_guardrail");
    if (!lake.hasRows(table)) {
      return;
    }
    Map<String, Object> fired = new LinkedHashMap<>();
    lake.read(table)
        .groupBy("guardrail")
        .agg(count("*"), sum("records"))
        .orderBy("guardrail")
        .collectAsList()
        .forEach(
            row -> {
              fired.put(row.getString(0), row.getLong(2));
              console.line(
                  String.format(
                      Locale.ROOT,
                      "%s: %,d times, of %,d records",
                      row.getString(0),
                      row.getLong(1),
                      row.getLong(2)));
            });
    result.put("guardrails", fired);
  }
}
