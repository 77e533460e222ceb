package io.journeyhouse.common.run;

import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableContract;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.lake.HeldRows;
import io.journeyhouse.common.lake.Lake;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The tables of a lake, fenced to what a contract declares. */
final class DeclaredTables implements Tables {
  private final Lake lake;
  private final Contracts contracts;
  private final TableContract reader;
  private final Map<TableName, Dataset<Row>> read = new HashMap<>();
  private final Map<String, Dataset<Row>> computed = new HashMap<>();

  DeclaredTables(Lake lake, Contracts contracts, TableContract reader) {
    this.lake = lake;
    this.contracts = contracts;
    this.reader = reader;
  }

  @Override
  public Dataset<Row> read(String table) {
    // the same version of a table however often a job reads it
    return read.computeIfAbsent(declared(table), this::current);
  }

  private Dataset<Row> current(TableName name) {
    return contracts.find(name).map(lake::rows).orElseGet(() -> lake.read(name));
  }

  @Override
  public boolean hasRows(String table) {
    return lake.hasRows(declared(table));
  }

  @Override
  public Dataset<Row> once(String name, Supplier<Dataset<Row>> rows) {
    Dataset<Row> known = computed.get(name);
    if (known == null) {
      // the supplier may itself ask for other rows once
      known = HeldRows.of(rows.get()).rows();
      computed.put(name, known);
    }
    return known;
  }

  @Override
  public SparkSession spark() {
    return lake.spark();
  }

  private TableName declared(String table) {
    TableName name = TableName.of(table);
    if (!name.equals(reader.name()) && !reader.declaresInput(name)) {
      throw Errors.of(
          ErrorCode.CONTRACT_UNDECLARED_INPUT,
          reader.name() + " reads " + name + ", which its contract does not name",
          "add it to inputs: in sql/"
              + reader.name().layer()
              + "/"
              + reader.name().table()
              + "/table.yml");
    }
    return name;
  }
}
