package io.journeyhouse.jobs.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.journeyhouse.common.config.YamlNode;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SparkSettingsTest {
  private static Map<String, String> read(String text, Map<String, String> environment) {
    return SparkSettings.read(
        YamlNode.parse(text, "workspace.yml").map(), new ConfigFiles(Path.of(""), environment));
  }

  @Test
  void referencesAreResolved() {
    assertThat(
            read(
                """
                spark:
                  spark.hadoop.fs.s3a.endpoint: http://${env:HOST}:7070
                  spark.hadoop.fs.s3a.secret.key: ${env:KEY}
                  spark.hadoop.fs.s3a.path.style.access: true
                """,
                Map.of("HOST", "127.0.0.1", "KEY", "s3cret")))
        .containsOnly(
            entry("spark.hadoop.fs.s3a.endpoint", "http://127.0.0.1:7070"),
            entry("spark.hadoop.fs.s3a.secret.key", "s3cret"),
            entry("spark.hadoop.fs.s3a.path.style.access", "true"));
    assertThat(read("zone: UTC", Map.of())).isEmpty();
  }

  @Test
  void anotherLogStoreNeedsConsent() {
    assertThat(
            read(
                """
                foreign-log-store: true
                spark: {spark.delta.logStore.gs.impl: io.delta.storage.GCSLogStore}
                """,
                Map.of()))
        .hasSize(1);
  }
}
