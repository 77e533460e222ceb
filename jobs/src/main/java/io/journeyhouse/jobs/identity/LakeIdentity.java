package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.jobs.matching.Clusters;
import io.journeyhouse.jobs.matching.Explanation;
import io.journeyhouse.jobs.matching.LinkPath;
import io.journeyhouse.jobs.matching.LinkPath.Link;
import io.journeyhouse.jobs.matching.Quality;
import io.journeyhouse.jobs.workspace.IdentityConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What people ask of the identities of a lake, beside the nightly run. */
public final class LakeIdentity {
  private static final double CERTAIN_BITS = Double.POSITIVE_INFINITY;

  private final Lake lake;
  private final Contracts contracts;
  private final IdentityConfig config;
  private final IdentityModel model;

  /**
   * Why two records are or are not one person.
   *
   * @param together whether they are in one cluster
   * @param compared what their fields say; empty where there is no model
   * @param path from one to the other over what connects records; none where nothing does
   * @param decisions of stewards about either of them
   * @param guardrails what was not compared or not put together of either of them
   */
  public record Why(
      boolean together,
      Optional<Explanation> compared,
      List<Link> path,
      List<String> decisions,
      List<String> guardrails) {

    /** The link that would have to go to part the two; empty where none connects them. */
    public Optional<Link> weakest() {
      return path.stream().min(Comparator.comparingDouble(Link::bits));
    }
  }

  public LakeIdentity(Lake lake, Contracts contracts, IdentityConfig config) {
    this.lake = lake;
    this.contracts = contracts;
    this.config = config;
    model = new IdentityModel(config, lake.root());
  }

  /**
   * Learns a new model from the records of the lake; the next run compares all of them by it.
   *
   * @return its number, empty where the records are too few or cannot be compared
   */
  public OptionalInt train() {
    return model.learn(read(IdentityRecordJob.OUTPUT));
  }

  /** Why two records are or are not one person, each given as source:id. */
  public Why explain(String one, String other) {
    Row left = record(live(), one);
    Row right = record(live(), other);
    Row ofLeft = record(read(IdentityClusterJob.OUTPUT), one);
    Row ofRight = record(read(IdentityClusterJob.OUTPUT), other);
    boolean isConnected = ofLeft.getAs("component").equals(ofRight.getAs("component"));
    Clusters.Pair pair = new Clusters.Pair(one, other);
    return new Why(
        ofLeft.getAs("cluster_id").equals(ofRight.getAs("cluster_id")),
        Optional.ofNullable(compared(List.of(pair)).get(pair)),
        isConnected ? path(ofLeft.getAs("component"), one, other) : List.of(),
        decisions(one, other),
        guardrails(List.of(ofLeft, ofRight), List.of(left, right)));
  }

  /** What the fields of pairs of records say; nothing where there is no model. */
  public Map<Clusters.Pair, Explanation> compared(List<Clusters.Pair> pairs) {
    return model
        .newest(live())
        .map(known -> known.matching().explain(live(), pairs))
        .orElse(Map.of());
  }

  private static Row record(Dataset<Row> rows, String key) {
    List<Row> found = rows.where(col("record_key").equalTo(key)).collectAsList();
    if (found.isEmpty()) {
      throw Errors.of(
          ErrorCode.USAGE,
          "there is no record " + key + " among those that the last run compared",
          "write it as source:id, as in crm:17; `journeyhouse sql` finds it in"
              + " silver.customer_records");
    }
    return found.get(0);
  }

  private List<Link> path(long component, String from, String to) {
    Dataset<Row> members =
        read(IdentityClusterJob.OUTPUT)
            .where(col("component").equalTo(component))
            .select(col("record_key").as("left"));
    List<Row> edges =
        edges()
            .join(members, new String[] {"left"}, "left_semi")
            .select("left", "right", "rule", "bits", "found_by")
            .limit(LinkPath.MOST_LINKS)
            .collectAsList();
    List<Link> links = new ArrayList<>();
    for (Row edge : edges) {
      String why =
          switch (edge.getString(2)) {
            case Edges.STEWARD_MERGE -> "a steward merged them";
            case Edges.SAME_IDENTIFIER -> "states the same " + edge.getString(4);
            default -> "is alike, found by " + edge.getString(4);
          };
      links.add(
          new Link(
              edge.getString(0),
              edge.getString(1),
              why,
              edge.isNullAt(3) ? CERTAIN_BITS : edge.getFloat(3)));
    }
    return LinkPath.between(links, from, to);
  }

  private List<Row> keptApart(String cluster) {
    Row named = record(read(IdentityClusterJob.OUTPUT), cluster);
    int place = named.fieldIndex("kept_apart");
    return named.isNullAt(place) ? List.of() : named.getList(place);
  }

  /** Lines of decisions in force about either record, as the last run read them. */
  private List<String> decisions(String one, String other) {
    return read(IdentityDecisionJob.OUTPUT)
        .where(col("status").equalTo(Decisions.IN_FORCE))
        .where(col("left").isin(one, other).or(col("right").isin(one, other)))
        .orderBy("action", "left", "right")
        .collectAsList()
        .stream()
        .map(
            row ->
                "%s %s and %s, by %s on %s (%s): %s"
                    .formatted(
                        row.getAs("action"),
                        row.getAs("left"),
                        row.getAs("right"),
                        row.getAs("by"),
                        row.getAs("at"),
                        row.getAs("line"),
                        row.getAs("reason")))
        .toList();
  }

  private List<String> guardrails(List<Row> clusters, List<Row> records) {
    List<String> fired = new ArrayList<>();
    for (Row cluster : clusters) {
      String key = cluster.getAs("record_key");
      if (cluster.<Boolean>getAs("is_contradicted")) {
        fired.add(
            key
                + " shares an identifier with a record whose given name, birth date and gender"
                + " differ, so it alone does not join them");
      }
      if (cluster.<Boolean>getAs("is_part")) {
        fired.add(
            key
                + " is connected with more than "
                + config.settings().cutting().component()
                + " records, which are looked at in parts");
      }
    }
    List<String> names =
        clusters.stream().map(cluster -> cluster.<String>getAs("cluster_id")).toList();
    for (String name : names.stream().distinct().toList()) {
      for (Row apart : keptApart(name)) {
        boolean isAmbiguous = apart.getString(0).equals(Clusters.AMBIGUOUS);
        if (isAmbiguous || names.contains(apart.getString(2))) {
          fired.add(
              "the cluster of "
                  + name
                  + " is kept apart from that of "
                  + apart.getString(2)
                  + ": "
                  + apart.getString(0)
                  + (apart.isNullAt(1) ? "" : " (" + apart.getString(1) + ")"));
        }
      }
    }
    for (Row record : records) {
      if (!record.<Boolean>getAs("is_comparable")) {
        fired.add(record.getAs("record_key") + " has no field to be compared by");
      }
    }
    return List.copyOf(fired);
  }

  /**
   * How good the clusters are, at their cut-off and at others; without a model at their own only.
   *
   * @param truth {@code record_key, entity}
   */
  public Map<Double, Quality> quality(Dataset<Row> truth, double... cutOffs) {
    Dataset<Row> records = live();
    Map<Double, Quality> sweep = new TreeMap<>();
    Optional<IdentityModel.Known> known = model.newest(records);
    if (known.isPresent()) {
      Dataset<Row> members = Components.of(records, edges(), config.settings());
      try (Clusters clusters =
          known
              .get()
              .matching()
              .clusters(members, config.limits(), Decisions.decided(config.decisions()), cutOffs)) {
        sweep.putAll(clusters.quality(truth));
      }
    }
    sweep.put(config.settings().cutting().cutOffBits(), Quality.of(clusters(truth)));
    return sweep;
  }

  /** {@code record_key, cluster_id, entity} of the records whose person is known. */
  public Dataset<Row> clusters(Dataset<Row> truth) {
    return read(IdentityClusterJob.OUTPUT)
        .select("record_key", "cluster_id")
        .join(truth, "record_key");
  }

  private Dataset<Row> edges() {
    return Edges.connecting(read(IdentityEdgeJob.OUTPUT), read(IdentityDecisionJob.OUTPUT));
  }

  private Dataset<Row> live() {
    return read(IdentityRecordJob.OUTPUT).where(not(col("is_deleted")));
  }

  private Dataset<Row> read(String table) {
    return lake.rows(contracts.get(TableName.of(table)));
  }
}
