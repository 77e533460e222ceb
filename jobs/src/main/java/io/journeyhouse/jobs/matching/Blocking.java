package io.journeyhouse.jobs.matching;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.shiftrightunsigned;
import static org.apache.spark.sql.functions.sum;

import io.journeyhouse.jobs.matching.Matching.LeftOut;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple3;

/**
 * Which records are compared with which. A block of one record alone is left where it is. One of
 * too many is parted by the next field that a record has, and a part that is still too large at
 * random into tiles; the pairs that this leaves out are counted, all of them.
 */
final class Blocking implements AutoCloseable {
  private static final int MOST_IN_PARTITION = 1_000_000;
  private static final Encoder<Tuple3<Long, Long, Integer>> PART =
      Encoders.tuple(Encoders.LONG(), Encoders.LONG(), Encoders.INT());

  private final Broadcast<Model> model;
  private final MatchSettings settings;
  private final SparkSession spark;
  private final JavaRDD<byte[]> keyed;
  private final int partitions;
  private final Broadcast<BlockSizes> sizes;
  private final Map<Long, Integer> tiles = new HashMap<>();
  private final List<LeftOut> leftOut;

  Blocking(Dataset<byte[]> records, Broadcast<Model> model, MatchSettings settings) {
    this.model = model;
    this.settings = settings;
    spark = records.sparkSession();
    keyed =
        records
            .javaRDD()
            .mapPartitions(
                all -> {
                  KeyHasher hasher = new KeyHasher(model.value().keys());
                  return Streams.of(all)
                      .map(bytes -> keyed(bytes, hasher, model.value()))
                      .iterator();
                })
            .persist(StorageLevel.MEMORY_AND_DISK());
    partitions =
        Math.max(
            keyed.getNumPartitions(),
            Integer.parseInt(spark.conf().get("spark.sql.shuffle.partitions")));
    BlockSizes counted =
        BlockSizes.of(keyed.map(Blocking::blocks), settings.comparing().block(), partitions);
    sizes = JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(counted);
    leftOut = counted.tooLarge().isEmpty() ? List.of() : partTooLarge();
  }

  /** {@link BlockMembers} of all blocks that are worth a look. */
  JavaRDD<byte[]> entries() {
    Broadcast<Model> shared = model;
    Broadcast<BlockSizes> ofBlocks = sizes;
    Map<Long, Integer> intoTiles = tiles;
    return Parcels.sent(
        keyed,
        (bytes, parcels) -> send(bytes, shared.value(), ofBlocks.value(), intoTiles, parcels),
        (int) Math.max(partitions, sizes.value().members() / MOST_IN_PARTITION));
  }

  SparkSession spark() {
    return spark;
  }

  /** What the parting of too large blocks leaves out, by key. */
  List<LeftOut> leftOut() {
    return leftOut;
  }

  private List<LeftOut> partTooLarge() {
    Dataset<Row> parts = parts();
    parts
        .groupBy("part")
        .agg(sum("records").as("records"))
        .where(col("records").gt(settings.comparing().block()))
        .collectAsList()
        .forEach(
            row ->
                tiles.put(
                    row.getLong(0),
                    (int)
                        ((row.getLong(1) + settings.comparing().block() - 1)
                            / settings.comparing().block())));
    Dataset<Row> all = pairs(parts, "block");
    Dataset<Row> compared =
        pairs(tiles.isEmpty() ? parts : parts(), "part")
            .select(col("key"), col("pairs").as("compared"));
    List<LeftOut> left = new ArrayList<>();
    all.join(compared, "key")
        .select(col("key"), col("blocks"), col("records"), col("pairs").minus(col("compared")))
        .orderBy("key")
        .collectAsList()
        .forEach(
            row -> {
              if (row.getLong(3) > 0) {
                BlockingKey key = model.value().keys().get((int) row.getLong(0));
                left.add(
                    new LeftOut(
                        key.describe(model.value().fields()),
                        row.getLong(1),
                        row.getLong(2),
                        row.getLong(3)));
              }
            });
    return List.copyOf(left);
  }

  /** {@code block, part, source, records} of too large blocks. */
  private Dataset<Row> parts() {
    Broadcast<Model> shared = model;
    Broadcast<BlockSizes> ofBlocks = sizes;
    Map<Long, Integer> intoTiles = Map.copyOf(tiles);
    FlatMapFunction<Iterator<byte[]>, Tuple3<Long, Long, Integer>> parts =
        all ->
            Streams.of(all)
                .flatMap(
                    bytes -> {
                      Features record = features(bytes, shared.value());
                      return LongStream.of(blocks(bytes))
                          .filter(ofBlocks.value().tooLarge()::contains)
                          .mapToObj(
                              block ->
                                  new Tuple3<>(
                                      block,
                                      part(block, record, shared.value(), intoTiles),
                                      record.source()));
                    })
                .iterator();
    return spark
        .createDataset(keyed.mapPartitions(parts).rdd(), PART)
        .toDF("block", "part", "source")
        .groupBy("block", "part", "source")
        .agg(count("*").as("records"));
  }

  /** {@code key, blocks, records, pairs} that groups of records make, as far as they are wanted. */
  private Dataset<Row> pairs(Dataset<Row> parts, String group) {
    Column pairs = pairs("records");
    return parts
        .groupBy(group, "source")
        .agg(sum("records").as("records"))
        .groupBy(group)
        .agg(sum("records").as("records"), sum(pairs).as("own"))
        .groupBy(shiftrightunsigned(col(group), KeyHasher.KEY_SHIFT).as("key"))
        .agg(
            count("*").as("blocks"),
            sum("records").as("records"),
            sum(settings.linkOnly() ? pairs.minus(col("own")) : pairs).as("pairs"));
  }

  private static Column pairs(String records) {
    return col(records).multiply(col(records).minus(1)).divide(lit(2)).cast("long");
  }

  private static void send(
      byte[] bytes,
      Model model,
      BlockSizes sizes,
      Map<Long, Integer> tiles,
      Parcels<byte[]> parcels) {
    Features record = features(bytes, model);
    long[] worthwhile =
        LongStream.of(blocks(bytes))
            .filter(sizes::mayBeShared)
            .map(
                block ->
                    sizes.tooLarge().contains(block) ? part(block, record, model, tiles) : block)
            .sorted()
            .distinct()
            .toArray();
    byte[] entry =
        BlockEntry.encode(worthwhile, Arrays.copyOfRange(bytes, start(bytes), bytes.length));
    BlockMembers.send(Matcher.id(record.key()), worthwhile, entry, parcels);
  }

  /** The part of a too large block that a record is in: by the next field that it has. */
  static long part(long block, Features record, Model model) {
    int used = model.keys().get(KeyHasher.key(block)).fields();
    long value = 0;
    for (int f = 0; f < model.fields().size() && value == 0; f++) {
      boolean tells = model.fields().get(f).kind().cuts().contains(Cut.WHOLE);
      if ((used & 1 << f) == 0 && tells && record.values()[f].length > 0) {
        value = Frequencies.hash(f, record.values()[f][0]);
      }
    }
    return KeyHasher.within(block, value);
  }

  /** The same, or where that is too large too one of its tiles, at random. */
  private static long part(long block, Features record, Model model, Map<Long, Integer> tiles) {
    long part = part(block, record, model);
    Integer count = tiles.get(part);
    return count == null
        ? part
        : KeyHasher.within(part, Long.remainderUnsigned(Hash.mix(Matcher.id(record.key())), count));
  }

  private static byte[] keyed(byte[] features, KeyHasher hasher, Model model) {
    long[] blocks = hasher.blocks(FeatureCodec.decode(features, model.fields().size()));
    ByteBuffer bytes =
        ByteBuffer.allocate(Short.BYTES + blocks.length * Long.BYTES + features.length);
    bytes.putShort((short) blocks.length);
    for (long block : blocks) {
      bytes.putLong(block);
    }
    return bytes.put(features).array();
  }

  private static long[] blocks(byte[] keyed) {
    ByteBuffer bytes = ByteBuffer.wrap(keyed);
    long[] blocks = new long[bytes.getShort()];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = bytes.getLong();
    }
    return blocks;
  }

  private static Features features(byte[] keyed, Model model) {
    ByteBuffer bytes = ByteBuffer.wrap(keyed).position(start(keyed));
    return FeatureCodec.decode(bytes, model.fields().size());
  }

  /** Where the record begins, after its blocks. */
  private static int start(byte[] keyed) {
    return Short.BYTES + ByteBuffer.wrap(keyed).getShort() * Long.BYTES;
  }

  @Override
  public void close() {
    keyed.unpersist();
    sizes.destroy();
  }
}
