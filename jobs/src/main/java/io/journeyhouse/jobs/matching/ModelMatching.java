package io.journeyhouse.jobs.matching;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;

import io.journeyhouse.common.lake.HeldRows;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Matching step by step, by a model that was learned before: for records that are kept, of which a
 * few change. Records have a {@code record_key}, a {@code source} and {@code features}, a map from
 * field to values as {@link FieldKind#tidied} gives them.
 */
public final class ModelMatching {
  /** Bits of an edge that connects records because somebody decided so. */
  public static final float DECIDED = Capped.DECIDED;

  private static final StructType KEY =
      new StructType()
          .add("record_key", DataTypes.StringType, false)
          .add("block", DataTypes.LongType, false)
          .add("part", DataTypes.IntegerType, false)
          .add("key", DataTypes.StringType, false);
  private static final StructType EDGE =
      new StructType()
          .add("left_id", DataTypes.LongType, false)
          .add("right_id", DataTypes.LongType, false)
          .add("bits", DataTypes.FloatType, false)
          .add(
              "levels",
              DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType, false),
              false)
          .add("found_by", DataTypes.StringType, false);

  private static final String NATIONAL_ID = "national_id:";

  private final Model model;
  private final MatchSettings settings;
  private final Matcher matcher;

  /**
   * @param sources all names that records' {@code source} has, also those that the model was not
   *     learned from
   */
  public ModelMatching(Model model, List<String> sources, MatchSettings settings) {
    this.model = model.withSources(sources);
    this.settings = settings;
    matcher = new Matcher(this.model.fields(), this.model.sources(), settings);
  }

  /** Matching where nothing was learned: only exact identifiers put records together. */
  public static ModelMatching byIdentifiers(List<String> sources, MatchSettings settings) {
    Frequencies none = new Frequencies(new long[0], new long[0], new long[0], 0);
    return new ModelMatching(ExactIdentifiers.model(List.of(), sources, none), sources, settings);
  }

  /**
   * Learns a model.
   *
   * @param sources all names that {@code source} has
   */
  public static Model learn(
      Dataset<Row> records, List<Field> fields, List<String> sources, MatchSettings settings) {
    Matcher matcher = new Matcher(fields, sources, settings);
    Dataset<byte[]> tidied = matcher.asTheyAre(unfolded(records, fields));
    long[] counts = matcher.counts(tidied);
    Frequencies frequencies = matcher.frequencies(tidied, counts);
    Dataset<byte[]> kept = matcher.withoutShared(tidied, frequencies);
    try {
      return matcher.train(kept, frequencies, counts);
    } finally {
      kept.unpersist();
    }
  }

  /** Names of the fields that the model saw values of; the others say nothing by it. */
  public List<String> learned() {
    long[] values = model.frequencies().totals();
    return IntStream.range(0, values.length)
        .filter(field -> values[field] > 0)
        .mapToObj(field -> model.fields().get(field).name())
        .toList();
  }

  /**
   * {@code record_key, block, part, key}: records of one block are compared with one another, or
   * those of one part where the block is too large.
   */
  public Dataset<Row> blockKeys(Dataset<Row> records) {
    return with(
        records,
        (kept, shared) -> {
          List<String> names = model.describedKeys();
          int fields = model.fields().size();
          MapPartitionsFunction<byte[], Row> keys =
              all -> {
                KeyHasher hasher = new KeyHasher(shared.value().keys());
                return Streams.of(all)
                    .map(bytes -> FeatureCodec.decode(bytes, fields))
                    .flatMap(
                        record ->
                            LongStream.of(hasher.blocks(record))
                                .mapToObj(
                                    block ->
                                        RowFactory.create(
                                            record.key(),
                                            block,
                                            (int) Blocking.part(block, record, shared.value()),
                                            names.get(KeyHasher.key(block)))))
                    .iterator();
              };
          return HeldRows.hold(kept.mapPartitions(keys, Encoders.row(KEY)), true);
        });
  }

  /**
   * {@code left, right, bits, levels, found_by} of the pairs that may be of one person: the smaller
   * record key, the larger, bits, what each field said, and the key that brought them together.
   */
  public Dataset<Row> edges(Dataset<Row> records) {
    return edges(records, Changed.ALL);
  }

  /**
   * The same, of the pairs of which a record changed.
   *
   * @param records the changed ones and all that are in a block with one of them
   * @param changed their keys
   */
  public Dataset<Row> edges(Dataset<Row> records, Collection<String> changed) {
    return edges(records, Changed.of(changed.stream().mapToLong(Matcher::id).toArray()));
  }

  private Dataset<Row> edges(Dataset<Row> records, Changed changed) {
    return with(
        records,
        (kept, shared) -> {
          try (Blocking blocking = new Blocking(kept, shared, settings)) {
            int fields = model.fields().size();
            MapFunction<byte[], Tuple2<Long, String>> name =
                bytes -> {
                  String key = FeatureCodec.decode(bytes, fields).key();
                  return new Tuple2<>(Matcher.id(key), key);
                };
            Dataset<Row> names =
                kept.map(name, Encoders.tuple(Encoders.LONG(), Encoders.STRING())).toDF();
            Dataset<Row> scored =
                matcher.scored(blocking, shared, changed, new PairCounts(model.keys().size()));
            Dataset<Row> edges =
                scored
                    .map(readable(), Encoders.row(EDGE))
                    .join(names.toDF("left_id", "a"), "left_id")
                    .join(names.toDF("right_id", "b"), "right_id")
                    .select(
                        least(col("a"), col("b")).as("left"),
                        greatest(col("a"), col("b")).as("right"),
                        col("bits"),
                        col("levels"),
                        col("found_by"));
            Dataset<Row> held = HeldRows.hold(edges, true);
            scored.unpersist();
            return held;
          }
        });
  }

  private MapFunction<Row, Row> readable() {
    List<Field> fields = model.fields();
    List<String> keys = model.describedKeys();
    return row -> {
      long pattern = row.getLong(3);
      Map<String, String> levels = new HashMap<>();
      for (int f = 0; f < fields.size(); f++) {
        int level = Patterns.level(pattern, f);
        if (level != Comparison.MISSING) {
          Field field = fields.get(f);
          levels.put(field.name(), field.kind().comparison().labels().get(level - 1));
        }
      }
      return RowFactory.create(
          row.getLong(0),
          row.getLong(1),
          row.getFloat(2),
          CollectionConverters.asScala(levels),
          keys.get(row.getInt(4)));
    };
  }

  /** What too large blocks of these records leave out, by key. */
  public List<Matching.LeftOut> leftOut(Dataset<Row> records) {
    return with(
        records,
        (kept, shared) -> {
          try (Blocking blocking = new Blocking(kept, shared, settings)) {
            return blocking.leftOut();
          }
        });
  }

  /**
   * {@code member, label, is_part, component}: what edges connect. A component of too many members
   * is taken in parts, each with a label of its own.
   *
   * @param edges {@code left, right} as longs and {@code bits}
   */
  public static Dataset<Row> connected(Dataset<Row> edges, MatchSettings settings) {
    return new Matcher(List.of(), List.of(), settings).labels(edges);
  }

  /**
   * Cuts connected records into clusters.
   *
   * @param members records with {@code label}; {@code shared}, an array of exact identifiers of
   *     which records of one label that have one in common are put together, unless they are
   *     contradicted; {@code identifiers}, all that they state; and {@code last_seen_at}
   * @param limits that keep clusters apart
   * @param decided pairs of records that are together or apart whatever they state
   * @param cutOffs in bits; none for that of the settings
   */
  public Clusters clusters(
      Dataset<Row> members, Limits limits, Decided decided, double... cutOffs) {
    double[] highestFirst =
        Clusters.highestFirst(
            cutOffs.length == 0 ? new double[] {settings.cutting().cutOffBits()} : cutOffs);
    List<Field> fields = model.fields();
    List<String> sources = model.sources();
    Set<Long> ofMany = matcher.shared(model.frequencies());
    int nationalId = Fields.only(fields, FieldKind.NATIONAL_ID);
    Model used = model;
    MatchSettings how = settings;
    Rules rules = Rules.of(limits, decided);
    int next = fields.size() + 2;
    MapFunction<Row, Tuple2<Long, byte[]>> member =
        row -> {
          Features record = Matcher.without(ofMany, Matcher.features(row, fields, sources, true));
          Stream<String> stated =
              row.<Row>getList(next + 1).stream()
                  .map(identifier -> identifier.getString(0) + ":" + identifier.getString(1));
          Stream<String> nationalIds =
              nationalId < 0
                  ? Stream.of()
                  : Arrays.stream(record.values()[nationalId]).map(NATIONAL_ID::concat);
          Features extended =
              Rules.extended(
                  record,
                  row.getList(next),
                  Stream.concat(stated, nationalIds),
                  row.isNullAt(next + 2) ? null : row.getTimestamp(next + 2).getTime() / 1000);
          return new Tuple2<>(row.getLong(next + 3), FeatureCodec.encode(extended));
        };
    MapPartitionsFunction<Tuple2<Long, byte[]>, Row> cut =
        all -> new Linkage(all, used, how, rules, highestFirst);
    Dataset<Row> rows =
        unfolded(members, fields, "shared", "identifiers", "last_seen_at", "label")
            .map(member, Encoders.tuple(Encoders.LONG(), Encoders.BINARY()))
            .repartition(col("_1"))
            .sortWithinPartitions("_1")
            .mapPartitions(cut, Encoders.row(Linkage.SCHEMA));
    return new Clusters(rows.persist(StorageLevel.MEMORY_AND_DISK()), highestFirst);
  }

  /**
   * Why pairs of records are, or are not, taken for one person; pairs of which a record is not
   * there are left out.
   */
  public Map<Clusters.Pair, Explanation> explain(Dataset<Row> records, List<Clusters.Pair> pairs) {
    Object[] keys =
        pairs.stream().flatMap(pair -> Stream.of(pair.left(), pair.right())).distinct().toArray();
    Set<Long> ofMany = matcher.shared(model.frequencies());
    Map<String, Features> found =
        unfolded(records.where(col("record_key").isin(keys)), model.fields())
            .collectAsList()
            .stream()
            .map(row -> Matcher.features(row, model.fields(), model.sources(), true))
            .map(record -> Matcher.without(ofMany, record))
            .collect(Collectors.toMap(Features::key, Function.identity()));
    return Explanation.of(pairs, found, model);
  }

  private interface Work<T> {
    T on(Dataset<byte[]> records, Broadcast<Model> model);
  }

  /** Holds the records and the model while work is done on them. */
  private <T> T with(Dataset<Row> records, Work<T> work) {
    Dataset<byte[]> kept =
        matcher.withoutShared(
            matcher.asTheyAre(unfolded(records, model.fields())), model.frequencies());
    Broadcast<Model> shared =
        JavaSparkContext.fromSparkContext(records.sparkSession().sparkContext()).broadcast(model);
    try {
      return work.on(kept, shared);
    } finally {
      kept.unpersist();
      shared.destroy();
    }
  }

  private static Dataset<Row> unfolded(Dataset<Row> records, List<Field> fields, String... others) {
    Column none = array().cast("array<string>");
    return records.select(
        Stream.of(
                Stream.of(col("record_key"), col("source")),
                fields.stream()
                    .map(
                        field ->
                            coalesce(col("features").getItem(lit(field.name())), none)
                                .as(field.name())),
                Arrays.stream(others).map(org.apache.spark.sql.functions::col))
            .flatMap(Function.identity())
            .toArray(Column[]::new));
  }
}
