package io.journeyhouse.jobs.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BlockEntryTest {
  private static final Features RECORD =
      new Features("r:1", 1, new String[][] {{"李", "ann"}, {}, {"lee"}});

  @Test
  void a_record_comes_back_with_its_blocks() {
    for (int blocks : new int[] {0, 1, 2, 480}) {
      long[] some = new Random(blocks).longs(blocks).map(block -> block >>> 1).toArray();
      BlockEntry entry = entry(17, some);
      assertThat(entry.id()).isEqualTo(17);
      assertThat(entry.blocks()).hasSize(blocks);
      FeatureCodecTest.isSame(entry.features(), RECORD);
    }
  }

  @Test
  void two_records_meet_in_the_first_block_that_holds_both() {
    Random random = new Random(3);
    int met = 0;
    for (int round = 0; round < 3_000; round++) {
      long[] all = random.longs(1 + random.nextInt(12)).map(block -> block >>> 1).toArray();
      long[] left = some(random, all);
      long[] right = some(random, all);
      long[] shared = LongStream.of(left).filter(block -> holds(right, block)).toArray();
      BlockEntry one = entry(1, left);
      BlockEntry other = entry(2, right);
      for (long block : shared) {
        boolean wanted = Arrays.stream(shared).anyMatch(before -> before < block);
        assertThat(one.metBefore(block, other)).isEqualTo(wanted);
        assertThat(other.metBefore(block, one)).isEqualTo(wanted);
        met += wanted ? 1 : 0;
      }
    }
    assertThat(met).isGreaterThan(1_000);
  }

  /** As the blocks of records are made, for several values of a field too. */
  @Test
  void of_all_blocks_that_two_records_share_they_are_compared_in_one() {
    Random random = new Random(4);
    KeyHasher hasher = new KeyHasher(RandomRecords.keys(random, 30));
    List<long[]> blocks = RandomRecords.of(random, 80, .2, 3).stream().map(hasher::blocks).toList();
    for (long[] left : blocks) {
      for (long[] right : blocks) {
        long[] shared = LongStream.of(left).filter(block -> holds(right, block)).toArray();
        BlockEntry one = entry(1, left);
        BlockEntry other = entry(2, right);
        assertThat(LongStream.of(shared).filter(block -> !one.metBefore(block, other)))
            .hasSize(Math.min(1, shared.length));
      }
    }
  }

  private static long[] some(Random random, long[] all) {
    return LongStream.of(all).filter(block -> random.nextInt(3) > 0).sorted().toArray();
  }

  private static boolean holds(long[] blocks, long block) {
    return LongStream.of(blocks).anyMatch(each -> each == block);
  }

  private static BlockEntry entry(long id, long[] blocks) {
    return BlockEntry.decode(
        id, BlockEntry.encode(blocks, FeatureCodec.encode(RECORD)), RECORD.values().length);
  }
}
