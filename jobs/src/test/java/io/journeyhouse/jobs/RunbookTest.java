package io.journeyhouse.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.common.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every code that a person may see is explained, in the form that the Airflow tasks read. */
class RunbookTest {
  private static final Path RUNBOOK = Path.of("../docs/runbook.md");

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void hasAnEntry(ErrorCode code) throws IOException {
    String heading = "## " + code.id() + " " + code.name();
    assertThat(Files.readString(RUNBOOK))
        .containsPattern(
            Pattern.compile(
                "^" + heading + "\n\nMeaning: [^#]+\n\nRetry: [^#]+\n\nMend: [^#]+",
                Pattern.MULTILINE));
  }
}
