package io.journeyhouse.jobs.matching;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.posexplode;
import static org.apache.spark.sql.functions.sum;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
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
  private final Dataset<Row> scored;
  private final Dataset<Row> labels;
  private final List<FieldKind> kinds;

  /**
   * Pairs that were never compared because too many records share a key.
   *
   * @param key the blocking key
   * @param blocks how many of its values
   * @param records of these blocks
   * @param pairs left out
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
    kinds = model.fields().stream().map(Field::kind).toList();
    broadcast = JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(model);
    progress.accept("comparing records");
    scored = matcher.scored(records, broadcast);
    progress.accept("connecting records");
    labels =
        matcher
            .labels(scored.where(col("dropped").isNull()))
            .persist(StorageLevel.MEMORY_AND_DISK());
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
    Frequencies frequencies = matcher.frequencies(tidied);
    Dataset<byte[]> records = matcher.withoutShared(tidied, frequencies);
    progress.accept("learning");
    Model model = matcher.train(records, frequencies, matcher.sizes(records));
    return new Matching(matcher, settings, records, model, rows.sparkSession(), progress);
  }

  /** {@code record_key, cluster_id}: the smallest record key of the record's cluster. */
  public Dataset<Row> clusters() {
    return clusters(settings.cutOffBits());
  }

  /** The same at another cut-off. */
  public Dataset<Row> clusters(double cutOffBits) {
    return matcher
        .clusters(records, labels, broadcast, cutOffBits)
        .select(col("record_key"), element_at(col("cluster_ids"), lit(1)).as("cluster_id"));
  }

  /**
   * How good clusters would be at other cut-offs.
   *
   * @param truth {@code record_key, entity}
   */
  public Map<Double, Quality> sweep(Dataset<Row> truth, double... cutOffs) {
    double[] highestFirst =
        Arrays.stream(cutOffs)
            .boxed()
            .sorted(Comparator.reverseOrder())
            .mapToDouble(d -> d)
            .toArray();
    Map<Integer, Quality> byPlace =
        Quality.by(
            matcher
                .clusters(records, labels, broadcast, highestFirst)
                .join(truth, "record_key")
                .select(
                    posexplode(col("cluster_ids")).as(new String[] {"at", "cluster_id"}),
                    col("entity")));
    Map<Double, Quality> sweep = new TreeMap<>();
    byPlace.forEach((place, quality) -> sweep.put(highestFirst[place], quality));
    return sweep;
  }

  /** What too large blocks left out, by key. */
  public List<LeftOut> leftOut() {
    return scored
        .where(col("dropped").isNotNull())
        .groupBy("key")
        .agg(count("*"), sum("records"), sum("dropped"))
        .orderBy("key")
        .collectAsList()
        .stream()
        .map(
            row ->
                new LeftOut(
                    model.keys().get(row.getInt(0)).describe(model.fields()),
                    row.getLong(1),
                    row.getLong(2),
                    row.getLong(3)))
        .toList();
  }

  /** Why two records are or are not taken for one person; empty where one of them is not there. */
  public Optional<Explanation> explain(String left, String right) {
    int fields = kinds.size();
    FilterFunction<byte[]> isWanted =
        bytes -> {
          String key = FeatureCodec.decode(bytes, fields).key();
          return key.equals(left) || key.equals(right);
        };
    List<Features> found =
        records.filter(isWanted).collectAsList().stream()
            .map(bytes -> FeatureCodec.decode(bytes, fields))
            .sorted(Comparator.comparing(Features::key))
            .toList();
    return found.size() == 2
        ? Optional.of(Explanation.of(found.get(0), found.get(1), model))
        : Optional.empty();
  }

  /** Whether a model was learned; if not, exact identifiers alone decided. */
  public boolean isLearned() {
    return model.isLearned();
  }

  /** The keys that records were compared by. */
  public List<String> keys() {
    return model.keys().stream().map(key -> key.describe(model.fields())).toList();
  }

  @Override
  public void close() {
    labels.unpersist();
    scored.unpersist();
    records.unpersist();
    broadcast.destroy();
  }
}
