package io.journeyhouse.jobs.audience;

import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.common.CaseFolder;
import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.common.config.YamlNode;
import io.journeyhouse.common.contract.ContractReader;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.jobs.workspace.AudienceConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(SharedSpark.class)
class AudienceCasesTest {
  private static final Path SQL = Path.of("../sql");

  @TempDir Path lake;

  static Stream<Path> cases() throws IOException {
    return CaseFolder.all(SQL.resolve("audience/segment_membership")).stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gives_the_wanted_members(Path folder) throws IOException {
    new CaseFolder(SharedSpark.session(), ContractReader.readAll(SQL)).run(folder, job(), lake);
  }

  @Test
  void a_workspace_without_audiences_has_no_job(SparkSession spark) {
    assertThat(AudienceJobs.all(List.of())).isEmpty();
  }

  private static TableJob job() {
    List<AudienceConfig> audiences =
        Stream.of("abandoned_cart", "lapsed_high_value")
            .map(name -> "audiences/" + name + ".yml")
            .map(file -> YamlNode.read(Path.of("../conf").resolve(file), file))
            .map(AudienceConfig::read)
            .toList();
    return AudienceJobs.all(audiences).get(0);
  }
}
