package io.journeyhouse.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.journeyhouse.common.error.JourneyhouseException;
import java.time.Duration;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class YamlNodeTest {
  private static YamlMap map(String text) {
    return YamlNode.parse(text, "x.yml").map();
  }

  @Test
  void readsScalarsAsTheyAreWritten() {
    YamlMap map = map("country: NO\nday: 2026-03-01\ngap: PT30M\ntags: one\nmore: [a, 1]\n");
    assertThat(map.requireString("country")).isEqualTo("NO");
    assertThat(map.date("day")).isEqualTo(LocalDate.of(2026, 3, 1));
    assertThat(map.duration("gap")).isEqualTo(Duration.ofMinutes(30));
    assertThat(map.strings("tags")).containsExactly("one");
    assertThat(map.strings("more")).containsExactly("a", "1");
    assertThat(map.strings("none")).isEmpty();
  }

  @Test
  void namesTheLineOfAnUnknownKeyAndWhatWasMeant() {
    assertThatThrownBy(() -> map("zone: UTC\ncurency: EUR\n").noOtherKeys("zone", "currency"))
        .isInstanceOf(JourneyhouseException.class)
        .hasMessage("x.yml:2: unknown key 'curency'")
        .extracting(e -> ((JourneyhouseException) e).describe())
        .asString()
        .contains("JH-2102")
        .contains("did you mean 'currency'?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'a: 1\n\tb: 2\n'|x.yml:2|JH-2104",
        "''|x.yml:1|JH-2104",
        "'a: 1\na: 2\n'|x.yml:2|JH-2103",
        "'- 1\n'|x.yml:1|JH-2103",
        "'a:\n'|x.yml:1|JH-2103",
        "'b: 1\n'|x.yml:1|JH-2103",
        "'c: 1\na: tomorrow\n'|x.yml:2|JH-2103",
      })
  void pointsAtTheLine(String text, String where, String code) {
    assertThatThrownBy(() -> map(text).date("a"))
        .isInstanceOfSatisfying(
            JourneyhouseException.class,
            e -> {
              assertThat(e.getMessage()).startsWith(where + ":");
              assertThat(e.code().id()).isEqualTo(code);
              assertThat(e.mend()).isNotBlank();
            });
  }
}
