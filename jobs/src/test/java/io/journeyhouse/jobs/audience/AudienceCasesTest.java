package io.journeyhouse.jobs.audience;

import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.common.CaseFolder;
import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.common.config.YamlNode;
import io.journeyhouse.common.contract.ContractReader;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.jobs.workspace.AudienceConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(SharedSpark.class)
@Execution(ExecutionMode.CONCURRENT)
class AudienceCasesTest {
  private static final Path SQL = Path.of("../sql");

  @TempDir Path lake;

  static Stream<Path> cases() {
    return Stream.of("audience/segment_membership", "gold/customer_360")
        .flatMap(table -> cases(SQL.resolve(table)));
  }

  private static Stream<Path> cases(Path table) {
    try {
      return CaseFolder.all(table).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gives_the_wanted_rows(Path folder) throws IOException {
    TableJob job =
        jobs().stream()
            .filter(each -> each.output().equals(CaseFolder.table(folder)))
            .findFirst()
            .orElseThrow();
    new CaseFolder(SharedSpark.session(), ContractReader.readAll(SQL)).run(folder, job, lake);
  }

  @Test
  void a_workspace_without_audiences_has_customers_still(SparkSession spark) {
    assertThat(AudienceJobs.all(List.of()))
        .extracting(job -> job.output().toString())
        .containsExactly("gold.customer_360");
  }

  private static List<TableJob> jobs() {
    List<AudienceConfig> audiences =
        Stream.of("abandoned_cart", "lapsed_high_value")
            .map(name -> "audiences/" + name + ".yml")
            .map(file -> YamlNode.read(Path.of("../conf").resolve(file), file))
            .map(AudienceConfig::read)
            .toList();
    return AudienceJobs.all(audiences);
  }
}
