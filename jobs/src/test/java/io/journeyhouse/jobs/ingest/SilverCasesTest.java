package io.journeyhouse.jobs.ingest;

import io.journeyhouse.common.CaseFolder;
import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.common.contract.ContractReader;
import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.jobs.workspace.SourceConfig;
import io.journeyhouse.jobs.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases of silver, with the sources of the default workspace and of the examples. */
@ExtendWith(SharedSpark.class)
@Execution(ExecutionMode.CONCURRENT)
class SilverCasesTest {
  private static final Path SQL = Path.of("../sql");
  private static final Contracts CONTRACTS = ContractReader.readAll(SQL);
  private static final List<TableJob> JOBS = jobs(Versions.FEW_BYTES);

  /** No rows are few to these. */
  private static final List<TableJob> JOBS_ON_MANY_ROWS = jobs(-1);

  static Stream<Path> cases() throws IOException {
    return CaseFolder.all(SQL.resolve("silver")).stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void holds(Path folder, SparkSession spark, @TempDir Path lake) throws IOException {
    holds(JOBS, folder, spark, lake);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void holds_as_for_many_rows(Path folder, SparkSession spark, @TempDir Path lake)
      throws IOException {
    holds(JOBS_ON_MANY_ROWS, folder, spark, lake);
  }

  private static void holds(List<TableJob> jobs, Path folder, SparkSession spark, Path lake)
      throws IOException {
    TableJob job =
        jobs.stream()
            .filter(j -> j.output().equals(CaseFolder.table(folder)))
            .findFirst()
            .orElseThrow();
    new CaseFolder(spark, CONTRACTS).run(folder, job, lake);
  }

  private static List<TableJob> jobs(long fewBytes) {
    Workspace workspace = Workspace.load(Path.of("../conf"));
    List<SourceConfig> sources = new ArrayList<>(workspace.sources());
    Path example = Path.of("../conf/examples/online-retail");
    sources.addAll(Workspace.load(example, Map.of("REFERENCE_DATA", "reference")).sources());
    return SilverJobs.all(sources, workspace.zone(), fewBytes);
  }
}
