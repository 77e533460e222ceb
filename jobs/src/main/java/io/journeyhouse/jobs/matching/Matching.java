package io.journeyhouse.jobs.matching;

import static org.apache.spark.sql.functions.col;

import io.journeyhouse.jobs.matching.LinkPath.Link;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Records of the same person, found among rows: the whole way from rows to clusters, with what is
 * asked about it afterwards. Holds what it worked out until it is closed.
 */
public final class Matching implements AutoCloseable {
  /** The most fields that records can be compared by. */
  public static final int MOST_FIELDS = Patterns.MOST_FIELDS;

  private final Matcher matcher;
  private final MatchSettings settings;
  private final Dataset<byte[]> records;
  private final Model model;
  private final Broadcast<Model> broadcast;
  private final Blocking blocking;
  private final PairCounts compared;
  private final Dataset<Row> scored;
  private final Dataset<Row> labels;

  /**
   * Pairs that a key does not compare, because too many records share a value of it. Another key
   * may have compared some of them.
   *
   * @param key the blocking key
   * @param blocks how many of its values are of too many records
   * @param records how many have one of these values
   * @param pairs of them that the key does not compare
   */
  public record LeftOut(String key, long blocks, long records, long pairs) {}

  private Matching(
      Matcher matcher,
      MatchSettings settings,
      Dataset<byte[]> records,
      Model model,
      SparkSession spark,
      Consumer<String> progress) {
    this.matcher = matcher;
    this.settings = settings;
    this.records = records;
    this.model = model;
    broadcast = JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(model);
    progress.accept("comparing records");
    blocking = new Blocking(records, broadcast, settings);
    compared = new PairCounts(model.keys().size());
    scored = matcher.scored(blocking, broadcast, Changed.ALL, compared);
    progress.accept("connecting records");
    labels = matcher.labels(scored).persist(StorageLevel.MEMORY_AND_DISK());
  }

  /**
   * Learns from the rows and compares them.
   *
   * @param rows {@code record_key}, unique, {@code source}, and for each field an array of texts
   * @param sources all names that {@code source} has
   * @param progress told what is going on
   */
  public static Matching of(
      Dataset<Row> rows,
      List<Field> fields,
      List<String> sources,
      MatchSettings settings,
      Consumer<String> progress) {
    Matcher matcher = new Matcher(fields, sources, settings);
    progress.accept("reading records");
    Dataset<byte[]> tidied = matcher.tidied(rows);
    long[] counts = matcher.counts(tidied);
    Frequencies frequencies = matcher.frequencies(tidied, counts);
    Dataset<byte[]> records = matcher.withoutShared(tidied, frequencies);
    progress.accept("learning");
    Model model = matcher.train(records, frequencies, counts);
    return new Matching(matcher, settings, records, model, rows.sparkSession(), progress);
  }

  /** How records are compared and put together. */
  public MatchSettings settings() {
    return settings;
  }

  /** The clusters at several cut-offs, worked out once. */
  public Clusters cut(double... cutOffs) {
    double[] highestFirst = Clusters.highestFirst(cutOffs);
    return new Clusters(
        matcher
            .clusters(records, labels, broadcast, highestFirst)
            .persist(StorageLevel.MEMORY_AND_DISK()),
        highestFirst);
  }

  /** Records that say so little that they would not be linked to an exact copy of themselves. */
  public long unlinkable() {
    int fields = model.fields().size();
    double loose = settings.cutting().looseBits();
    Broadcast<Model> shared = broadcast;
    return records
        .javaRDD()
        .mapPartitions(
            all -> {
              Scorer scorer = new Scorer(shared.value());
              long count = 0;
              while (all.hasNext()) {
                Features record = FeatureCodec.decode(all.next(), fields);
                count += scorer.bits(record, record) < loose ? 1 : 0;
              }
              return List.of(count).iterator();
            })
        .reduce(Long::sum);
  }

  /** What too large blocks left out, by key. */
  public List<LeftOut> leftOut() {
    return blocking.leftOut();
  }

  /** Records of which more are connected than are looked at together. */
  public long inParts() {
    return labels.where("is_part").count();
  }

  /** Why two records are or are not taken for one person; empty where one of them is not there. */
  public Optional<Explanation> explain(String left, String right) {
    Clusters.Pair pair = new Clusters.Pair(left, right);
    return Optional.ofNullable(explain(List.of(pair)).get(pair));
  }

  /** The same of several pairs, in one pass. */
  public Map<Clusters.Pair, Explanation> explain(List<Clusters.Pair> pairs) {
    int fields = model.fields().size();
    Set<String> wanted =
        pairs.stream()
            .flatMap(pair -> Stream.of(pair.left(), pair.right()))
            .collect(Collectors.toSet());
    FilterFunction<byte[]> isWanted =
        bytes -> wanted.contains(FeatureCodec.decode(bytes, fields).key());
    Map<String, Features> found =
        records.filter(isWanted).collectAsList().stream()
            .map(bytes -> FeatureCodec.decode(bytes, fields))
            .collect(Collectors.toMap(Features::key, Function.identity()));
    return Explanation.of(pairs, found, model);
  }

  /**
   * The strongest way from one record to the other over pairs that connect records; none where
   * nothing connects them.
   */
  public List<Link> path(String left, String right) {
    long from = Matcher.id(left);
    long to = Matcher.id(right);
    List<Row> ends = labels.where(col("member").isin(from, to)).select("component").collectAsList();
    if (ends.size() < 2 || !ends.get(0).equals(ends.get(1))) {
      return List.of();
    }
    Dataset<Row> members =
        labels
            .where(col("component").equalTo(ends.get(0).getLong(0)))
            .select(col("member").as("left"));
    List<String> keys = keys();
    List<Link> links =
        scored
            .join(members, new String[] {"left"}, "left_semi")
            .select("left", "right", "bits", "key")
            .limit(LinkPath.MOST_LINKS)
            .collectAsList()
            .stream()
            .map(
                edge ->
                    new Link(
                        Long.toString(edge.getLong(0)),
                        Long.toString(edge.getLong(1)),
                        "is alike, found by " + keys.get(edge.getInt(3)),
                        edge.getFloat(2)))
            .toList();
    List<Link> path = LinkPath.between(links, Long.toString(from), Long.toString(to));
    Map<String, String> names = names(path);
    return path.stream()
        .map(
            link ->
                new Link(
                    names.getOrDefault(link.from(), link.from()),
                    names.getOrDefault(link.to(), link.to()),
                    link.why(),
                    link.bits()))
        .toList();
  }

  /** The records' keys by what names them in a path. */
  private Map<String, String> names(List<Link> path) {
    int fields = model.fields().size();
    Set<Long> wanted =
        path.stream()
            .flatMap(link -> Stream.of(link.from(), link.to()))
            .map(Long::valueOf)
            .collect(Collectors.toSet());
    FilterFunction<byte[]> isWanted =
        bytes -> wanted.contains(Matcher.id(FeatureCodec.decode(bytes, fields).key()));
    return records.filter(isWanted).collectAsList().stream()
        .map(bytes -> FeatureCodec.decode(bytes, fields).key())
        .collect(Collectors.toMap(key -> Long.toString(Matcher.id(key)), Function.identity()));
  }

  /** Whether a model was learned; if not, exact identifiers alone decided. */
  public boolean isLearned() {
    return model.isLearned();
  }

  /** How many pairs of records were compared by each key, each pair by one of them. */
  public Map<String, Long> compared() {
    long[] counts = compared.value();
    Map<String, Long> byKey = new LinkedHashMap<>();
    for (int k = 0; k < model.keys().size(); k++) {
      byKey.put(keys().get(k), counts[k]);
    }
    return byKey;
  }

  /** The CPU time that these comparisons took, in seconds, with reading the records for them. */
  public double comparingCpuSeconds() {
    long[] counts = compared.value();
    return counts[counts.length - 1] / 1e9;
  }

  /** The keys that records were compared by. */
  public List<String> keys() {
    return model.describedKeys();
  }

  @Override
  public void close() {
    labels.unpersist();
    scored.unpersist();
    blocking.close();
    records.unpersist();
    broadcast.destroy();
  }
}
