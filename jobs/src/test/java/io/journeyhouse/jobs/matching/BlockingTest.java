package io.journeyhouse.jobs.matching;

import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.common.SharedSpark;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scala.Tuple3;

/** Blocks that hold too many records. */
@ExtendWith(SharedSpark.class)
final class BlockingTest {
  private static final BlockingKey KEY = new BlockingKey(List.of(KeyPart.of(5, Cut.SOUND)));

  /** Parted by the next field, and into tiles where records have no other one. */
  @ParameterizedTest
  @CsvSource({"2, false", "7, false", "30, false", "7, true", "30, true", "500, false"})
  void every_pair_of_a_block_is_compared_or_counted(
      int most, boolean linkOnly, SparkSession spark) {
    List<Features> records = RandomRecords.of(new Random(4), 160, .2, 1);
    MatchSettings settings =
        new MatchSettings(
            linkOnly,
            50,
            true,
            new MatchSettings.Comparing(20, 6, 60, .0005, most, 25),
            MatchSettings.DEFAULT.cutting());
    Model any = Models.random(new Random(2), true, 1e-3, Models.frequencies(records, 3));
    Model known =
        new Model(
            any.fields(),
            any.sources(),
            any.isLearned(),
            any.weighsRarity(),
            any.priors(),
            any.relatives(),
            any.weights(),
            List.of(KEY),
            any.frequencies());
    Broadcast<Model> model =
        JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(known);
    Dataset<byte[]> rows =
        spark.createDataset(records.stream().map(FeatureCodec::encode).toList(), Encoders.BINARY());
    try (Blocking blocking = new Blocking(rows, model, settings)) {
      Map<Long, Map<Integer, Long>> blocks = new HashMap<>();
      Iterable<Tuple3<Long, Long, byte[]>> entries =
          () -> new BlockMembers(blocking.entries().collect().iterator());
      for (Tuple3<Long, Long, byte[]> entry : entries) {
        BlockEntry member = BlockEntry.decode(entry._2(), entry._3(), known.fields().size());
        blocks
            .computeIfAbsent(entry._1(), block -> new HashMap<>())
            .merge(member.features().source(), 1L, Long::sum);
      }
      long compared = blocks.values().stream().mapToLong(sources -> pairs(sources, linkOnly)).sum();
      long leftOut = blocking.leftOut().stream().mapToLong(Matching.LeftOut::pairs).sum();
      assertThat(compared + leftOut).isEqualTo(agreeing(records, linkOnly));
      assertThat(leftOut > 0).isEqualTo(most < 500);
      assertThat(blocks.values())
          .allMatch(sources -> sources.values().stream().mapToLong(n -> n).sum() <= 3L * most + 10);
    }
  }

  private static long pairs(Map<Integer, Long> sources, boolean linkOnly) {
    long all = sources.values().stream().mapToLong(n -> n).sum();
    long own = sources.values().stream().mapToLong(n -> n * (n - 1) / 2).sum();
    return all * (all - 1) / 2 - (linkOnly ? own : 0);
  }

  private static long agreeing(List<Features> records, boolean linkOnly) {
    long pairs = 0;
    for (int i = 0; i < records.size(); i++) {
      for (int j = i + 1; j < records.size(); j++) {
        boolean isWanted = !linkOnly || records.get(i).source() != records.get(j).source();
        pairs += isWanted && KEY.agree(records.get(i), records.get(j)) ? 1 : 0;
      }
    }
    return pairs;
  }
}
