package io.journeyhouse.jobs.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.common.CaseFolder;
import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.common.contract.ContractReader;
import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.jobs.workspace.JourneyConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The case folders of this package's tables. */
@ExtendWith(SharedSpark.class)
@Execution(ExecutionMode.CONCURRENT)
class AttributionCasesTest {
  private static final Path SQL = Path.of("../sql");
  private static final Contracts CONTRACTS = ContractReader.readAll(SQL);
  private static final TableJob JOB = AttributionJobs.all(JourneyConfig.packaged()).get(0);

  static Stream<Path> cases() throws IOException {
    return CaseFolder.all(SQL).stream().filter(c -> JOB.output().equals(CaseFolder.table(c)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void holds(Path folder, @TempDir Path lake) throws IOException {
    SparkSession spark = SharedSpark.session();
    new CaseFolder(spark, CONTRACTS).run(folder, JOB, lake);
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 3, 334, 333",
    "0, 2, 0, 0",
    "1, 4, 1, 0",
    "-100, 3, -33, -34",
    "99999999999999, 7, 14285714285715, 14285714285714"
  })
  void shares_add_up(long cents, int shares, long first, long last) {
    assertThat(Model.share(cents, shares, 0)).isEqualTo(first);
    assertThat(Model.share(cents, shares, shares - 1)).isEqualTo(last);
    assertThat(LongStream.range(0, shares).map(i -> Model.share(cents, shares, (int) i)).sum())
        .isEqualTo(cents);
  }
}
