package io.journeyhouse.common.contract;

import io.journeyhouse.common.keys.Hashes;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * All that is promised of a table, read from {@code sql/<layer>/<table>/table.yml}.
 *
 * @param inputs names of the tables that the job reads; a bronze input may end in {@code *}
 */
public record TableContract(
    TableName name,
    String grain,
    String owner,
    List<String> key,
    List<String> inputs,
    Write write,
    Layout layout,
    Erase erase,
    List<Column> columns,
    List<Expectation> expectations) {

  public List<String> columnNames() {
    return columns.stream().map(Column::name).toList();
  }

  /** The table's schema with comments, in the contract's order. */
  public StructType schema() {
    StructField[] fields =
        columns.stream()
            .map(c -> DataTypes.createStructField(c.name(), c.type(), !c.required(), comment(c)))
            .toArray(StructField[]::new);
    return DataTypes.createStructType(fields);
  }

  /** The same table, written by replacing all rows of keys, where a job must take some away. */
  public TableContract replacingKeys() {
    Write byKey =
        new Write(WriteMode.REPLACE_KEYS, write.column(), key, write.version(), write.lookback());
    return new TableContract(
        name, grain, owner, key, inputs, byKey, layout, erase, columns, expectations);
  }

  /** A fingerprint of the whole contract, stored with each commit. */
  public String hash() {
    return Hashes.sha256(toString()).substring(0, 16);
  }

  /** Whether the contract lets its job read a table. */
  public boolean declaresInput(TableName table) {
    return inputs.stream().anyMatch(input -> matches(input, table));
  }

  /**
   * Whether an entry of {@code inputs}, a name or a pattern that ends in {@code *}, means a table.
   */
  public static boolean matches(String input, TableName table) {
    return input.endsWith("*")
        ? table.toString().startsWith(input.substring(0, input.length() - 1))
        : input.equals(table.toString());
  }

  private static Metadata comment(Column column) {
    return new MetadataBuilder().putString("comment", column.doc()).build();
  }
}
