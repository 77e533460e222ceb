package io.journeyhouse.common.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskedTest {
  @ParameterizedTest
  @CsvSource({
    "ann.lee@shop.example, a***@s***.example",
    "a@b, ***@***",
    "x@shop.co.uk, ***@s***.uk",
    "+491701234567, ***67",
    "1980-05-12, ***12",
    "1234, ***",
    "Ann, A***",
    "Øystein, Ø***",
    "𐐷𐐷, 𐐷***",
    "Q, ***",
    "12b, 1***"
  })
  void shows_no_more_of_a_text_than_is_needed_to_know_it_again(String text, String masked) {
    assertThat(Masked.text(text)).isEqualTo(masked);
  }

  @ParameterizedTest
  @CsvSource({"L12345, ***45", "user, ***", "ann@x.example, a***@x***.example"})
  void shows_the_end_of_an_id(String id, String masked) {
    assertThat(Masked.id(id)).isEqualTo(masked);
  }
}
