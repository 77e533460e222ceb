package io.journeyhouse.common.lake;

import io.journeyhouse.common.contract.TableContract;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * How a table's present schema differs from its contract.
 *
 * @param added columns that the contract has gained: they are added, null in the present rows
 * @param breaking changes that would lose or reinterpret data: they are refused
 */
public record SchemaPlan(TableName table, List<StructField> added, List<String> breaking) {

  public static SchemaPlan of(TableContract contract, StructType present) {
    List<String> names = Arrays.asList(present.fieldNames());
    List<StructField> added = new ArrayList<>();
    List<String> breaking = new ArrayList<>();
    for (StructField field : contract.schema().fields()) {
      if (!names.contains(field.name())) {
        added.add(field);
      } else if (!sameType(present.apply(field.name()), field)) {
        breaking.add(
            "column "
                + field.name()
                + " is "
                + present.apply(field.name()).dataType().sql()
                + ", the contract says "
                + field.dataType().sql());
      }
    }
    for (String name : names) {
      if (!contract.columnNames().contains(name)) {
        breaking.add("column " + name + " is in the table but no longer in the contract");
      }
    }
    return new SchemaPlan(contract.name(), added, breaking);
  }

  private static boolean sameType(StructField present, StructField wanted) {
    // element nullability is not part of the promise
    return present.dataType().sql().equals(wanted.dataType().sql());
  }

  /** Throws where a change could lose data. */
  public void refuseBreaking() {
    if (!breaking.isEmpty()) {
      throw Errors.of(
          ErrorCode.CONTRACT_BREAKING_CHANGE,
          table + ": the contract breaks the table: " + String.join("; ", breaking),
          "put the old column back into table.yml, or give the new meaning a new column name; to start"
              + " the table anew, move its folder out of the lake and backfill");
    }
  }

  /** The difference in lines that a person reads, empty where there is none. */
  public List<String> describe() {
    List<String> lines = new ArrayList<>();
    added.forEach(field -> lines.add("+ " + field.name() + " " + field.dataType().sql()));
    breaking.forEach(change -> lines.add("! " + change));
    return lines;
  }
}
