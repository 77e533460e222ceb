package io.journeyhouse.common.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

final class StorageFaultTest {
  @Test
  void isFoundAmongCausesAndShownWithoutTheirText() {
    Throwable full = new IOException("No space left on device");
    assertThat(StorageFault.of("gold.thing failed", new IllegalStateException("a@b.example", full)))
        .hasValueSatisfying(
            error ->
                assertThat(error.describe())
                    .contains("JH-3302 gold.thing failed: No space left on device", "To mend: ")
                    .doesNotContain("a@b.example"));
    IOException readOnly = new FileNotFoundException("/x (Read-only file system)");
    assertThat(StorageFault.of("x", new UncheckedIOException(readOnly)))
        .hasValueSatisfying(error -> assertThat(error).hasMessage("x: Read-only file system"));
  }

  @Test
  void isNotWhatARowSays() {
    Throwable ofRow = new IllegalArgumentException("no number: 'timed out'");
    assertThat(StorageFault.of("x", ofRow)).isEmpty();
    assertThat(StorageFault.of("x", new IOException("a@b.example"))).isEmpty();
  }
}
