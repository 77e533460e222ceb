package io.journeyhouse.jobs.identity;

import io.journeyhouse.common.CaseFolder;
import io.journeyhouse.common.SharedSpark;
import io.journeyhouse.common.contract.ContractReader;
import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.keys.Hashes;
import io.journeyhouse.common.run.TableJob;
import io.journeyhouse.jobs.workspace.Decision;
import io.journeyhouse.jobs.workspace.Decision.Action;
import io.journeyhouse.jobs.workspace.IdentityConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

/** The case folders of the single customer view. */
@ExtendWith(SharedSpark.class)
@Execution(ExecutionMode.CONCURRENT)
class IdentityCasesTest {
  private static final Path SQL = Path.of("../sql");
  private static final Contracts CONTRACTS = ContractReader.readAll(SQL);

  static Stream<Path> cases() throws IOException {
    Set<TableName> tables = jobs(Path.of("nowhere")).keySet();
    return CaseFolder.all(SQL).stream().filter(folder -> tables.contains(CaseFolder.table(folder)));
  }

  private static Map<TableName, TableJob> jobs(Path lake) {
    IdentityConfig packaged = IdentityConfig.packaged();
    IdentityConfig config =
        new IdentityConfig(
            packaged.caps(),
            packaged.compared(),
            packaged.settings(),
            packaged.blocked(),
            packaged.limits(),
            List.of(
                decision(Action.MERGE, "crm:m1", "crm:m2", 2),
                decision(Action.SPLIT, "crm:s1", "crm:s2", 3),
                decision(Action.BLOCK_VALUE, "login:" + Hashes.sha256("login:kiosk"), "", 4),
                decision(Action.MERGE, "crm:m2", "crm:m9", 5)),
            packaged.publish(),
            packaged.golden(),
            packaged.household());
    return IdentityJobs.all(config, lake.toString()).stream()
        .collect(Collectors.toMap(TableJob::output, Function.identity()));
  }

  private static Decision decision(Action action, String left, String right, int line) {
    return new Decision(
        action,
        left,
        right,
        "ann",
        LocalDate.of(2026, 2, 20),
        "seen",
        "identity/decisions.csv:" + line);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void holds_what_is_wanted(Path folder, SparkSession spark, @TempDir Path lake)
      throws IOException {
    new CaseFolder(spark, CONTRACTS).run(folder, jobs(lake).get(CaseFolder.table(folder)), lake);
  }
}
