package io.journeyhouse.jobs.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Tuple3;

class BlockScoringTest {
  private static final List<Features> RECORDS = RandomRecords.of(new Random(1), 160, .2, 2);
  private static final Model MODEL =
      Models.random(new Random(2), true, 1e-3, Models.frequencies(RECORDS, 3));
  private static final double ALL_PAIRS = -1e9;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void two_records_that_share_blocks_are_compared_once(boolean linkOnly) {
    List<BlockingKey> keys = RandomRecords.keys(new Random(3), 12);
    List<String> compared = new ArrayList<>();
    Scorer scorer = new Scorer(MODEL);
    for (Row row : scored(keys, settings(linkOnly, ALL_PAIRS, 1_000))) {
      int left = (int) row.getLong(0);
      int right = (int) row.getLong(1);
      compared.add(left + " " + right);
      assertThat(row.getFloat(2))
          .isEqualTo((float) scorer.bits(RECORDS.get(left), RECORDS.get(right)));
    }
    List<String> wanted = new ArrayList<>();
    for (int i = 0; i < RECORDS.size(); i++) {
      for (int j = i + 1; j < RECORDS.size(); j++) {
        if (areWanted(i, j, linkOnly) && agreeOnAny(keys, i, j)) {
          wanted.add(i + " " + j);
        }
      }
    }
    assertThat(compared.stream().sorted()).isEqualTo(wanted.stream().sorted().toList());
  }

  @Test
  void only_pairs_of_enough_bits_leave_a_block() {
    List<BlockingKey> keys = RandomRecords.keys(new Random(3), 12);
    List<Row> all = scored(keys, settings(false, ALL_PAIRS, 1_000));
    List<Row> some = scored(keys, settings(false, -10, 1_000));
    assertThat(some)
        .isNotEmpty()
        .hasSizeLessThan(all.size())
        .isEqualTo(all.stream().filter(row -> row.getFloat(2) >= -10).toList());
  }

  @Test
  void pairs_of_which_none_changed_are_not_compared() {
    List<BlockingKey> keys = RandomRecords.keys(new Random(3), 12);
    MatchSettings all = settings(false, ALL_PAIRS, 1_000);
    List<Long> changed = List.of(3L, 50L, 119L);
    assertThat(scored(keys, all, RECORDS, Changed.of(3, 50, 119)))
        .isNotEmpty()
        .isEqualTo(
            scored(keys, all).stream()
                .filter(row -> changed.contains(row.getLong(0)) || changed.contains(row.getLong(1)))
                .toList());
  }

  private static boolean areWanted(int left, int right, boolean linkOnly) {
    return !linkOnly || RECORDS.get(left).source() != RECORDS.get(right).source();
  }

  private static boolean agreeOnAny(List<BlockingKey> keys, int left, int right) {
    return keys.stream().anyMatch(key -> key.agree(RECORDS.get(left), RECORDS.get(right)));
  }

  private static List<Row> scored(List<BlockingKey> keys, MatchSettings settings) {
    return scored(keys, settings, RECORDS, Changed.ALL);
  }

  /** Entries as they come out of the shuffle: by block and record, whose id is its place. */
  private static List<Row> scored(
      List<BlockingKey> keys, MatchSettings settings, List<Features> records, Changed changed) {
    KeyHasher hasher = new KeyHasher(keys);
    List<Tuple3<Long, Long, byte[]>> entries = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      long[] blocks = hasher.blocks(records.get(i));
      byte[] entry = BlockEntry.encode(blocks, FeatureCodec.encode(records.get(i)));
      for (long block : blocks) {
        entries.add(new Tuple3<>(block, (long) i, entry));
      }
    }
    Collections.shuffle(entries, new Random(5));
    entries.sort(
        Comparator.comparingLong((Tuple3<Long, Long, byte[]> entry) -> entry._1())
            .thenComparingLong(entry -> entry._2()));
    List<Row> rows = new ArrayList<>();
    new BlockScoring(entries.iterator(), MODEL, settings, changed, new PairCounts(1 << 7))
        .forEachRemaining(rows::add);
    return rows;
  }

  private static MatchSettings settings(boolean linkOnly, double looseBits, int block) {
    return new MatchSettings(
        linkOnly,
        50,
        true,
        new MatchSettings.Comparing(20, 6, 60, .0005, block, 25),
        new MatchSettings.Cutting(looseBits, -4, -10, 15, -6, 300));
  }
}
