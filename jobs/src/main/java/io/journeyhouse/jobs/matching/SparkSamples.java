package io.journeyhouse.jobs.matching;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import scala.Tuple2;

/** Samples of records wherever they are. */
final class SparkSamples implements Samples {
  private static final Comparator<Features> BY_KEY = Comparator.comparing(Features::key);

  private final Dataset<byte[]> records;
  private final int fields;
  private final long[] sizes;

  SparkSamples(Dataset<byte[]> records, int fields, long[] sizes) {
    this.records = records;
    this.fields = fields;
    this.sizes = sizes;
  }

  @Override
  public long[] sizes() {
    return sizes;
  }

  @Override
  public List<Features> random(int most) {
    double share = most / (double) Math.max(1, LongStream.of(sizes).sum());
    int count = fields;
    FilterFunction<byte[]> isTaken =
        bytes -> Samples.takes(FeatureCodec.decode(bytes, count).key(), share);
    return records.filter(isTaken).collectAsList().stream()
        .map(bytes -> FeatureCodec.decode(bytes, fields))
        .sorted(BY_KEY)
        .toList();
  }

  @Override
  public List<List<Features>> ofBlocks(List<BlockingKey> keys, List<Long> oneIn) {
    int count = fields;
    FlatMapFunction<byte[], Tuple2<Integer, byte[]>> taken =
        bytes -> {
          Features record = FeatureCodec.decode(bytes, count);
          return IntStream.range(0, keys.size())
              .filter(k -> Samples.takes(record, keys.get(k), oneIn.get(k)))
              .mapToObj(k -> new Tuple2<>(k, bytes))
              .iterator();
        };
    List<List<Features>> blocks = new ArrayList<>();
    Stream.generate(() -> new ArrayList<Features>()).limit(keys.size()).forEach(blocks::add);
    records
        .flatMap(taken, Encoders.tuple(Encoders.INT(), Encoders.BINARY()))
        .collectAsList()
        .forEach(each -> blocks.get(each._1()).add(FeatureCodec.decode(each._2(), fields)));
    blocks.forEach(block -> block.sort(BY_KEY));
    return blocks;
  }
}
