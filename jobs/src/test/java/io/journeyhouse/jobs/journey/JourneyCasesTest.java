package io.journeyhouse.jobs.journey;

import io.journeyhouse.common.CaseFolder;
import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.common.contract.ContractReader;
import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.jobs.workspace.ChannelConfig;
import io.journeyhouse.jobs.workspace.JourneyConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The case folders of this package's tables. */
@ExtendWith(SharedSpark.class)
@Execution(ExecutionMode.CONCURRENT)
class JourneyCasesTest {
  private static final Path SQL = Path.of("../sql");
  private static final Contracts CONTRACTS = ContractReader.readAll(SQL);
  private static final Map<TableName, TableJob> JOBS =
      JourneyJobs.all(JourneyConfig.packaged(), ChannelConfig.packaged(), true).stream()
          .collect(Collectors.toMap(TableJob::output, Function.identity()));

  static Stream<Path> cases() throws IOException {
    return CaseFolder.all(SQL).stream().filter(c -> JOBS.containsKey(CaseFolder.table(c)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void holds(Path folder, @TempDir Path lake) throws IOException {
    SparkSession spark = SharedSpark.session();
    new CaseFolder(spark, CONTRACTS).run(folder, JOBS.get(CaseFolder.table(folder)), lake);
  }
}
