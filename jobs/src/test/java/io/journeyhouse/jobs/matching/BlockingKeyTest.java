package io.journeyhouse.jobs.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BlockingKeyTest {

  @Test
  void records_agree_if_they_agree_on_every_part() {
    Random random = new Random(1);
    List<Features> records = RandomRecords.of(random, 150, .2, 2);
    int agreed = 0;
    for (BlockingKey key : RandomRecords.keys(random, 12)) {
      for (Features left : records) {
        for (Features right : records) {
          boolean wanted = key.parts().stream().allMatch(part -> share(part, left, right));
          assertThat(key.agree(left, right)).as("%s %s", left.key(), right.key()).isEqualTo(wanted);
          agreed += wanted ? 1 : 0;
        }
      }
    }
    assertThat(agreed).isBetween(1_000, 200_000);
  }

  @Test
  void records_share_a_block_of_a_key_exactly_if_they_agree_on_it() {
    for (int mostValues = 1; mostValues <= 5; mostValues++) {
      Random random = new Random(mostValues);
      List<BlockingKey> keys = RandomRecords.keys(random, 40);
      KeyHasher hasher = new KeyHasher(keys);
      List<Features> records = RandomRecords.of(random, 60, .25, mostValues);
      List<long[]> blocks = records.stream().map(hasher::blocks).toList();
      int agreed = 0;
      for (int i = 0; i < records.size(); i++) {
        for (int j = i; j < records.size(); j++) {
          Set<Integer> shared = sharedKeys(blocks.get(i), blocks.get(j));
          for (int k = 0; k < keys.size(); k++) {
            boolean agrees = keys.get(k).agree(records.get(i), records.get(j));
            assertThat(shared.contains(k))
                .as(keys.get(k).describe(RandomRecords.FIELDS))
                .isEqualTo(agrees);
            agreed += agrees ? 1 : 0;
          }
        }
      }
      assertThat(agreed).isGreaterThan(1_000);
    }
  }

  @Test
  void blocks_are_in_the_order_of_the_keys_and_none_is_there_twice() {
    Random random = new Random(9);
    KeyHasher hasher = new KeyHasher(RandomRecords.keys(random, 40));
    for (Features record : RandomRecords.of(random, 200, .1, 6)) {
      long[] blocks = hasher.blocks(record);
      assertThat(blocks).isSorted().doesNotHaveDuplicates();
      assertThat(Arrays.stream(blocks).map(KeyHasher::key).toArray()).isSorted();
      for (long block : blocks) {
        assertThat(KeyHasher.key(KeyHasher.within(block, 17))).isEqualTo(KeyHasher.key(block));
      }
    }
  }

  @Test
  void parts_of_a_block_are_of_what_they_were_made_from() {
    Random random = new Random(10);
    long[] hashes = random.longs(200).toArray();
    long[] blocks = random.longs(50).map(hash -> hash >>> 1).toArray();
    Set<Long> parts =
        LongStream.of(blocks)
            .flatMap(block -> LongStream.of(hashes).map(hash -> KeyHasher.within(block, hash)))
            .boxed()
            .collect(Collectors.toCollection(HashSet::new));
    assertThat(parts).hasSize(hashes.length * blocks.length);
    assertThat(KeyHasher.within(blocks[0], 1)).isEqualTo(KeyHasher.within(blocks[0], 1));
  }

  @Test
  void the_same_values_of_different_keys_are_different_blocks() {
    Features record =
        new Features("r", 0, new String[][] {{"lee"}, {"lee"}, {}, {}, {}, {"lee"}, {}});
    List<BlockingKey> keys =
        List.of(
            new BlockingKey(List.of(KeyPart.of(0, Cut.WHOLE))),
            new BlockingKey(List.of(KeyPart.of(1, Cut.WHOLE))),
            new BlockingKey(List.of(KeyPart.of(5, Cut.WHOLE))));
    assertThat(new KeyHasher(keys).blocks(record)).hasSize(3);
    assertThat(keys.stream().flatMapToLong(key -> LongStream.of(key.hashes(record))).distinct())
        .hasSize(3);
  }

  private static boolean share(KeyPart part, Features left, Features right) {
    Set<String> parts = new HashSet<>(List.of(part.of(left)));
    parts.retainAll(List.of(part.of(right)));
    return !parts.isEmpty();
  }

  private static Set<Integer> sharedKeys(long[] left, long[] right) {
    Set<Long> theirs = LongStream.of(right).boxed().collect(Collectors.toSet());
    return LongStream.of(left)
        .filter(theirs::contains)
        .mapToObj(KeyHasher::key)
        .collect(Collectors.toSet());
  }
}
