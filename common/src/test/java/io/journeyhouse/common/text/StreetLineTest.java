package io.journeyhouse.common.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreetLineTest {
  @ParameterizedTest
  @CsvSource({
    "12 high street, high st 12",
    "12 high street apt 4, 12 high st unit 4",
    "hauptstrasse 5a, haupt str 5 a",
    "schlossplatz 1, schlossplatz 1",
    "po box 77, postfach 77",
    "p o box 77, po box no 77",
    "12 n main st, 12 north main street",
    "1 5th avenue, 5th ave 1",
  })
  void reads_the_same_in_different_writing(String one, String other) {
    assertThat(StreetLine.of(one)).isEqualTo(StreetLine.of(other));
  }

  @ParameterizedTest
  @CsvSource({
    "high street 12, high street 13",
    "high street 12, high street 12a",
    "high street 12, high road 12",
    "high street 12 apt 4, high street 12",
    "12 north main st, 12 south main st",
  })
  void tells_apart_what_is_not_the_same(String one, String other) {
    assertThat(StreetLine.of(one)).isNotEqualTo(StreetLine.of(other));
  }

  @Test
  void has_nothing_where_there_is_nothing() {
    assertThat(StreetLine.of("high street")).isEqualTo(new StreetLine("highst", ""));
    assertThat(StreetLine.of("12 b")).isEqualTo(new StreetLine("", "12 b"));
    assertThat(StreetLine.of("")).isEqualTo(new StreetLine("", ""));
  }
}
