package io.journeyhouse.jobs.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FeatureCodecTest {

  @Test
  void a_record_comes_back_as_it_was() {
    Random random = new Random(1);
    for (Features record : RandomRecords.of(random, 500, .3, 5)) {
      isSame(decoded(record), record);
    }
  }

  @Test
  void texts_of_any_script_come_back() {
    Features record =
        new Features(
            "кл:\u0000\uD83D\uDE00'",
            40_000,
            new String[][] {{"李小龍", "Ольга", "עברית", "\uD83D\uDE00"}, {}, {"", " ", "\u0000"}});
    isSame(decoded(record), record);
  }

  @Test
  void as_many_values_as_a_field_may_have_come_back() {
    String[] values = new Random(2).ints(255).mapToObj(Integer::toString).toArray(String[]::new);
    Features record = new Features("r", 0, new String[][] {{"中".repeat(256)}, values});
    isSame(decoded(record), record);
  }

  @Test
  void the_same_record_is_the_same_bytes() {
    Features record = new Features("r", 1, new String[][] {{"a"}, {"b", "c"}});
    Features again = new Features("r", 1, new String[][] {{"a"}, {"b", "c"}});
    assertThat(FeatureCodec.encode(again)).isEqualTo(FeatureCodec.encode(record));
  }

  static void isSame(Features found, Features wanted) {
    assertThat(found.key()).isEqualTo(wanted.key());
    assertThat(found.source()).isEqualTo(wanted.source());
    assertThat(found.values()).isDeepEqualTo(wanted.values());
  }

  private static Features decoded(Features record) {
    return FeatureCodec.decode(FeatureCodec.encode(record), record.values().length);
  }
}
