package io.journeyhouse.common.contract;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.keys.Hashes;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All table contracts, by name. */
public final class Contracts {
  private final Map<TableName, TableContract> byName = new TreeMap<>();

  public Contracts(Collection<TableContract> contracts) {
    contracts.forEach(contract -> byName.put(contract.name(), contract));
  }

  public Optional<TableContract> find(TableName table) {
    return Optional.ofNullable(byName.get(table));
  }

  public TableContract get(TableName table) {
    return find(table)
        .orElseThrow(
            () ->
                Errors.of(
                    ErrorCode.CONTRACT_INVALID,
                    table + " has no contract",
                    "add sql/" + table.layer() + "/" + table.table() + "/table.yml"));
  }

  /** A fingerprint of all contracts. */
  public String hash() {
    return Hashes.sha256(
            String.join("\n", byName.values().stream().map(TableContract::hash).toList()))
        .substring(0, 16);
  }

  /** All contracts in the order of their names. */
  public Collection<TableContract> all() {
    return byName.values();
  }
}
