package io.journeyhouse.jobs.matching;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;
import scala.Tuple3;
import scala.Tuple4;

/**
 * Finds records of the same person. Records are made comparable once, compared inside blocks of
 * records that share a key, connected, and cut into clusters. Cost: one pass to tidy, one to count
 * values, two to sample, one shuffle of records by block, one of the connected records by
 * component; of pairs only those above {@link MatchSettings#looseBits} leave a block.
 */
final class Matcher {
  private static final int MOST_FREQUENCIES = 1_000_000;
  private static final int LEAST_FREQUENCY = 3;
  private static final int ID_SEED = 11;
  private static final Encoder<Tuple2<Long, byte[]>> ENTRY =
      Encoders.tuple(Encoders.LONG(), Encoders.BINARY());

  private final List<Field> fields;
  private final List<String> sources;
  private final MatchSettings settings;

  Matcher(List<Field> fields, List<String> sources, MatchSettings settings) {
    this.fields = fields;
    this.sources = sources;
    this.settings = settings;
  }

  /**
   * Records made comparable, held.
   *
   * @param records {@code record_key}, {@code source} and an array of texts for each field
   */
  Dataset<byte[]> tidied(Dataset<Row> records) {
    return held(records, false);
  }

  /** Records whose values were made comparable before, held. */
  Dataset<byte[]> asTheyAre(Dataset<Row> records) {
    return held(records, true);
  }

  private Dataset<byte[]> held(Dataset<Row> records, boolean areTidied) {
    List<Field> kinds = fields;
    List<String> names = sources;
    Dataset<Row> selected =
        records.select(
            Stream.concat(Stream.of("record_key", "source"), fields.stream().map(Field::name))
                .map(functions::col)
                .toArray(Column[]::new));
    MapFunction<Row, byte[]> tidy =
        row -> FeatureCodec.encode(features(row, kinds, names, areTidied));
    return selected.map(tidy, Encoders.BINARY()).persist(StorageLevel.MEMORY_AND_DISK());
  }

  /** The record of a row {@code record_key, source} and an array of texts for each field. */
  static Features features(Row row, List<Field> fields, List<String> sources, boolean areTidied) {
    String[][] values = new String[fields.size()][];
    for (int f = 0; f < values.length; f++) {
      List<String> raw = row.isNullAt(f + 2) ? List.of() : row.getList(f + 2);
      values[f] = areTidied ? raw.toArray(String[]::new) : fields.get(f).kind().tidied(raw);
    }
    return new Features(row.getString(0), sources.indexOf(row.getString(1)), values);
  }

  /** Learns a model from the records themselves. */
  Model train(Dataset<byte[]> records, Frequencies frequencies, long[] counts) {
    long[] sizes = Arrays.copyOfRange(counts, fields.size(), counts.length);
    return new Trainer(fields, sources, settings)
        .train(new SparkSamples(records, fields.size(), sizes), frequencies);
  }

  /**
   * Records without the values that name nobody: e-mails, numbers and ids that more records state
   * than one person's could. Held; what was held before is let go.
   */
  Dataset<byte[]> withoutShared(Dataset<byte[]> records, Frequencies frequencies) {
    Set<Long> shared = shared(frequencies);
    if (shared.isEmpty()) {
      return records;
    }
    int count = fields.size();
    MapFunction<byte[], byte[]> leaveOut =
        bytes -> FeatureCodec.encode(without(shared, FeatureCodec.decode(bytes, count)));
    Dataset<byte[]> kept =
        records.map(leaveOut, Encoders.BINARY()).persist(StorageLevel.MEMORY_AND_DISK());
    kept.count();
    records.unpersist();
    return kept;
  }

  /** Names of the e-mails, numbers and ids that more records state than one person's could. */
  Set<Long> shared(Frequencies frequencies) {
    return IntStream.range(0, fields.size())
        .filter(f -> fields.get(f).kind().isIdentifier())
        .boxed()
        .flatMap(f -> frequencies.above(f, settings.comparing().identifier()).stream())
        .collect(Collectors.toSet());
  }

  static Features without(Set<Long> shared, Features record) {
    String[][] values = new String[record.values().length][];
    for (int f = 0; f < values.length; f++) {
      int field = f;
      values[f] =
          Arrays.stream(record.values()[f])
              .filter(value -> !shared.contains(Frequencies.hash(field, value)))
              .toArray(String[]::new);
    }
    return new Features(record.key(), record.source(), values);
  }

  /** Values of each field, then records of each source. */
  long[] counts(Dataset<byte[]> records) {
    int count = fields.size();
    int places = count + sources.size();
    return records
        .javaRDD()
        .mapPartitions(
            all -> {
              long[] sums = new long[places];
              while (all.hasNext()) {
                Features record = FeatureCodec.decode(all.next(), count);
                sums[count + record.source()]++;
                for (int f = 0; f < count; f++) {
                  sums[f] += record.values()[f].length;
                }
              }
              return List.of(sums).iterator();
            })
        .reduce(
            (a, b) -> {
              long[] sums = new long[a.length];
              Arrays.setAll(sums, i -> a[i] + b[i]);
              return sums;
            });
  }

  /** How often each value occurs, of the most frequent ones. */
  Frequencies frequencies(Dataset<byte[]> records, long[] counts) {
    int count = fields.size();
    long[] totals = Arrays.copyOf(counts, count);
    FlatMapFunction<byte[], Long> values =
        bytes -> {
          Features record = FeatureCodec.decode(bytes, count);
          return IntStream.range(0, count)
              .boxed()
              .flatMap(f -> Arrays.stream(record.values()[f]).map(v -> Frequencies.hash(f, v)))
              .iterator();
        };
    List<Row> frequent =
        records
            .flatMap(values, Encoders.LONG())
            .groupBy("value")
            .count()
            .where(col("count").geq(LEAST_FREQUENCY))
            .orderBy(col("count").desc(), col("value"))
            .limit(MOST_FREQUENCIES)
            .collectAsList();
    long least =
        frequent.size() < MOST_FREQUENCIES
            ? LEAST_FREQUENCY
            : frequent.get(frequent.size() - 1).getLong(1);
    return new Frequencies(
        totals,
        frequent.stream().mapToLong(row -> row.getLong(0)).toArray(),
        frequent.stream().mapToLong(row -> row.getLong(1)).toArray(),
        least);
  }

  /** Edges: {@link BlockScoring#SCHEMA}, held. */
  Dataset<Row> scored(
      Blocking blocking, Broadcast<Model> model, Changed changed, PairCounts counts) {
    blocking.spark().sparkContext().register(counts);
    Broadcast<Changed> those =
        JavaSparkContext.fromSparkContext(blocking.spark().sparkContext()).broadcast(changed);
    MatchSettings how = settings;
    JavaRDD<Row> edges =
        blocking
            .entries()
            .mapPartitions(
                parcels ->
                    new BlockScoring(
                        new BlockMembers(parcels), model.value(), how, those.value(), counts));
    return blocking
        .spark()
        .createDataFrame(edges, BlockScoring.SCHEMA)
        .persist(StorageLevel.MEMORY_AND_DISK());
  }

  /**
   * {@code record_key, cluster_ids}: the smallest record key of the cluster at each cut-off, of
   * which the last stands for all that follow.
   *
   * @param cutOffs the highest first
   */
  Dataset<Row> clusters(
      Dataset<byte[]> records, Dataset<Row> labels, Broadcast<Model> model, double... cutOffs) {
    int count = fields.size();
    MatchSettings how = settings;
    MapFunction<byte[], Tuple2<Long, byte[]>> named =
        bytes -> new Tuple2<>(id(FeatureCodec.decode(bytes, count).key()), bytes);
    MapPartitionsFunction<Tuple2<Long, byte[]>, Row> cut =
        members -> new Linkage(members, model.value(), how, null, cutOffs);
    return records
        .map(named, ENTRY)
        .toDF("id", "bytes")
        .join(labels, expr("id = member"), "left")
        .selectExpr("coalesce(label, id) as _1", "bytes as _2")
        .repartition(col("_1"))
        .sortWithinPartitions("_1")
        .as(ENTRY)
        .mapPartitions(cut, Encoders.row(Linkage.SCHEMA));
  }

  /**
   * {@code member, label, is_part, component} of the records that edges connect; parts are of
   * components that are too large to be looked at whole.
   */
  Dataset<Row> labels(Dataset<Row> edges) {
    int cap = settings.cutting().component();
    Encoder<Tuple3<Long, Long, Float>> edge =
        Encoders.tuple(Encoders.LONG(), Encoders.LONG(), Encoders.FLOAT());
    MapPartitionsFunction<Tuple3<Long, Long, Float>, Tuple3<Long, Long, Float>> forest =
        rows ->
            SpanningForest.of(edges(rows)).stream()
                .map(e -> new Tuple3<>(e.left(), e.right(), e.bits()))
                .iterator();
    MapPartitionsFunction<Tuple3<Long, Long, Float>, Tuple4<Long, Long, Boolean, Long>> connect =
        rows -> {
          Capped capped = new Capped(SpanningForest.of(edges(rows)), cap);
          Set<Long> parts = capped.parts();
          return Streams.of(capped.labels())
              .map(
                  label ->
                      new Tuple4<>(
                          label._1(),
                          label._2(),
                          parts.contains(label._2()),
                          capped.component(label._1())))
              .iterator();
        };
    return edges
        .selectExpr("least(left, right) as _1", "greatest(left, right) as _2", "bits as _3")
        .as(edge)
        .mapPartitions(forest, edge)
        .repartition(1)
        .mapPartitions(
            connect,
            Encoders.tuple(Encoders.LONG(), Encoders.LONG(), Encoders.BOOLEAN(), Encoders.LONG()))
        .toDF("member", "label", "is_part", "component");
  }

  private static List<Edge> edges(Iterator<Tuple3<Long, Long, Float>> rows) {
    List<Edge> edges = new ArrayList<>();
    rows.forEachRemaining(row -> edges.add(new Edge(row._1(), row._2(), row._3())));
    return edges;
  }

  /** What names a record inside the matcher. */
  static long id(String key) {
    return Hash.of(key, ID_SEED);
  }
}
