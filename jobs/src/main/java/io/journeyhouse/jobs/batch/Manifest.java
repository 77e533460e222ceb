package io.journeyhouse.jobs.batch;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.contract.TableContract;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.jobs.workspace.Workspace;
import java.util.List;
import java.util.Map;

/**
 * What a scheduler needs to know of a workspace's pipelines before it runs any: nothing of a date,
 * a lake or a machine.
 *
 * @param contractHash of all contracts; a command of another hash has other tables
 * @param pipelines in the order in which people think of them
 */
public record Manifest(@JsonProperty("contract_hash") String contractHash, List<Entry> pipelines) {

  /**
   * A pipeline.
   *
   * @param needs names of the pipelines whose tables it reads
   */
  public record Entry(String name, List<String> needs, List<Table> tables) {}

  /**
   * A table that a pipeline writes.
   *
   * @param inputs names of the tables that it is made of
   * @param doc what a row is
   */
  public record Table(String name, List<String> inputs, String doc) {}

  /** Describes a workspace's pipelines. Needs no Spark. */
  public static Manifest of(Workspace workspace, Contracts contracts) {
    Map<String, List<TableName>> pipelines = Pipelines.tables(workspace);
    List<Entry> entries =
        pipelines.entrySet().stream()
            .map(
                pipeline -> {
                  List<Table> tables =
                      pipeline.getValue().stream()
                          .map(table -> table(table, contracts, pipelines))
                          .toList();
                  return new Entry(
                      pipeline.getKey(), needs(pipeline.getKey(), tables, pipelines), tables);
                })
            .toList();
    return new Manifest(contracts.hash(), entries);
  }

  private static List<String> needs(
      String name, List<Table> tables, Map<String, List<TableName>> pipelines) {
    return pipelines.entrySet().stream()
        .filter(other -> !other.getKey().equals(name))
        .filter(
            other ->
                other.getValue().stream()
                    .anyMatch(
                        written ->
                            tables.stream().anyMatch(t -> t.inputs().contains(written.toString()))))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static Table table(
      TableName name, Contracts contracts, Map<String, List<TableName>> pipelines) {
    return contracts
        .find(name)
        .map(contract -> new Table(name.toString(), inputs(contract, pipelines), contract.grain()))
        .orElseGet(
            () ->
                new Table(
                    name.toString(), List.of(), "one row per row of the source, as received"));
  }

  /** The tables behind the names and patterns, as far as a pipeline writes them. */
  private static List<String> inputs(
      TableContract contract, Map<String, List<TableName>> pipelines) {
    return pipelines.values().stream()
        .flatMap(List::stream)
        .filter(table -> !table.equals(contract.name()) && contract.declaresInput(table))
        .map(TableName::toString)
        .toList();
  }
}
