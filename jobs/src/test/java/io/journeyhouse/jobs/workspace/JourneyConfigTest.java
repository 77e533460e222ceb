package io.journeyhouse.jobs.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.journeyhouse.common.error.JourneyhouseException;
import io.journeyhouse.jobs.workspace.JourneyConfig.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JourneyConfigTest {
  private static final String GOOD =
      """
      session-timeout: PT30M
      touchpoints: {contacts: [click]}
      silence: P180D
      stages:
        - stage: awareness
          rules:
            - {from: touchpoint, when: "is_paid"}
      attribution: {conversions: [purchase], lookback: P30D}
      """;

  @TempDir Path dir;

  @Test
  void the_default_has_the_five_stages() {
    JourneyConfig config = JourneyConfig.packaged();
    assertThat(config.stages())
        .extracting(JourneyConfig.Stage::name)
        .containsExactly("awareness", "consideration", "decision", "retention", "advocacy");
    assertThat(config.stages().get(3).rules())
        .containsExactly(new JourneyConfig.Rule(Signal.CONVERSION, "kind = 'purchase'"));
    assertThat(config.silence()).isEqualTo(Duration.ofDays(180));
    assertThat(config.attribution().conversions()).isEqualTo(List.of("purchase"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PT30M       | PT0S          | journey.yml:1: session-timeout must be longer than nothing
          silence     | silense       | journey.yml:3: unknown key 'silense'
          [click]     | [clik]        | journey.yml:2: an entry of contacts must not be 'clik'
          P180D       | 180 days      | journey.yml:3: silence is '180 days'
          touchpoint, | touch,        | journey.yml:7: from must not be 'touch'
          is_paid     | paid          | journey.yml:7: unknown column 'paid'
          is_paid     | reflect('a')  | journey.yml:7: function 'reflect' is not allowed
          is_paid     | is_paid and ( | journey.yml:7: the expression does not parse
          [purchase]  | [sale]        | journey.yml:8: an entry of conversions must not be 'sale'
          """)
  void says_what_is_wrong_and_where(String good, String bad, String message) throws IOException {
    Files.writeString(dir.resolve("journey.yml"), GOOD.replace(good, bad));
    assertThatThrownBy(() -> JourneyConfig.read(new ConfigFiles(dir, Map.of())))
        .isInstanceOf(JourneyhouseException.class)
        .hasMessageContaining(message);
  }
}
