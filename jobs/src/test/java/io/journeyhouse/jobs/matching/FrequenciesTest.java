package io.journeyhouse.jobs.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrequenciesTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 7, 1_000, 20_000})
  void each_value_has_its_count_and_its_share(int size) {
    Random random = new Random(size);
    Map<String, Long> counts = new HashMap<>();
    for (int i = 0; i < size; i++) {
      counts.put("value " + i, 3L + random.nextInt(1_000));
    }
    long total = 10 + 2 * counts.values().stream().mapToLong(Long::longValue).sum();
    Frequencies frequencies =
        new Frequencies(
            new long[] {1_000, total},
            counts.keySet().stream().mapToLong(value -> Frequencies.hash(1, value)).toArray(),
            counts.values().stream().mapToLong(Long::longValue).toArray(),
            3);
    counts.forEach(
        (value, count) -> {
          assertThat(frequencies.count(1, value)).isEqualTo(count);
          assertThat(frequencies.share(1, value)).isEqualTo(count / (double) total);
          assertThat(frequencies.count(0, value)).as("of another field").isZero();
        });
    for (int i = 0; i < 1_000; i++) {
      assertThat(frequencies.count(1, "other " + i)).isZero();
    }
  }

  @Test
  void a_rare_value_is_as_frequent_as_the_last_that_the_table_leaves_out() {
    Frequencies few = of(3);
    assertThat(few.share(0, "ann")).isEqualTo(.6);
    assertThat(few.share(0, "zoe")).isEqualTo(.02);
    assertThat(few.count(0, "zoe")).isZero();
    assertThat(of(31).share(0, "zoe")).isEqualTo(.3);
    assertThat(of(1).share(0, "zoe")).as("a value that two records share").isEqualTo(.02);
  }

  @Test
  void the_share_of_a_value_of_a_field_without_values_is_all() {
    Frequencies frequencies = new Frequencies(new long[] {0, 1}, new long[0], new long[0], 3);
    assertThat(frequencies.share(0, "ann")).isEqualTo(1);
    assertThat(frequencies.share(1, "ann")).isEqualTo(1);
  }

  private static Frequencies of(long least) {
    return new Frequencies(
        new long[] {100}, new long[] {Frequencies.hash(0, "ann")}, new long[] {60}, least);
  }
}
