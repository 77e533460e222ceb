package io.journeyhouse.jobs.export;

import io.journeyhouse.common.CaseFolder;
import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.common.config.YamlNode;
import io.journeyhouse.common.contract.ContractReader;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.common.run.Tables;
import io.journeyhouse.jobs.workspace.AudienceConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(SharedSpark.class)
@Execution(ExecutionMode.CONCURRENT)
class ExportCasesTest {
  private static final Path SQL = Path.of("../sql");

  @TempDir Path lake;
  @TempDir Path workspace;

  static Stream<Path> cases() throws IOException {
    return CaseFolder.all(SQL.resolve("audience/export_batch")).stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void writes_the_wanted_files(Path folder) throws IOException {
    new CaseFolder(SharedSpark.session(), ContractReader.readAll(SQL)).run(folder, job(), lake);
  }

  /** The step without its restarts, which a case is not about. */
  private TableJob job() {
    List<AudienceConfig> audiences =
        Stream.of("abandoned_cart", "lapsed_high_value")
            .map(name -> "audiences/" + name + ".yml")
            .map(file -> YamlNode.read(Path.of("../conf").resolve(file), file))
            .map(AudienceConfig::read)
            .toList();
    return new TableJob() {
      @Override
      public TableName output() {
        return ExportBatchJob.TABLE;
      }

      @Override
      public Dataset<Row> transform(Tables tables, DateWindow window) {
        List<ExportedFile> files =
            new AudienceFiles(workspace, audiences).write(tables::read, window);
        return new ExportBatchJob(files).transform(tables, window);
      }
    };
  }
}
