package io.journeyhouse.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.common.CaseFolder;
import io.journeyhouse.common.contract.Column;
import io.journeyhouse.common.contract.ContractReader;
import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableContract;
import io.journeyhouse.common.contract.TableName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every table's folder must have, beyond what the reader itself refuses. */
class ContractRulesTest {
  private static final Path SQL = Path.of("../sql");
  private static final Set<String> TECHNICAL_LAYERS = Set.of("ops");
  private static final Contracts CONTRACTS = ContractReader.readAll(SQL);

  static Stream<TableContract> contracts() {
    return CONTRACTS.all().stream();
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void says_what_it_holds(TableContract contract) {
    assertThat(contract.grain()).isNotBlank();
    assertThat(contract.owner()).isNotBlank();
    assertThat(contract.columns()).isNotEmpty();
    assertThat(contract.columns().stream().map(Column::name)).containsAll(contract.key());
    assertThat(contract.columns())
        .allSatisfy(column -> assertThat(column.name()).matches("_?[a-z][a-z0-9_]*"));
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void reads_tables_that_exist(TableContract contract) {
    assertThat(contract.inputs())
        .allSatisfy(
            input ->
                assertThat(
                        input.startsWith("bronze.")
                            || CONTRACTS.find(TableName.of(input)).isPresent())
                    .as(input)
                    .isTrue());
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void has_a_test_case(TableContract contract) throws IOException {
    if (TECHNICAL_LAYERS.contains(contract.name().layer()) && contract.inputs().isEmpty()) {
      return; // written by the runner itself, which has its own tests
    }
    Set<TableName> tested =
        CaseFolder.all(SQL).stream().map(CaseFolder::table).collect(Collectors.toSet());
    assertThat(tested).contains(contract.name());
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void names_personal_data_that_can_be_erased(TableContract contract) {
    boolean personal =
        contract.columns().stream().anyMatch(c -> c.pii() != null && !c.pii().equals("pseudonym"));
    if (personal) {
      assertThat(contract.erase().action()).isNotEqualTo("none");
    }
  }
}
