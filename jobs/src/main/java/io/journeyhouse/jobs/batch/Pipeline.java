package io.journeyhouse.jobs.batch;

import io.journeyhouse.common.contract.TableContract;
import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.run.TableStep;
import java.util.List;

/** A named set of steps that runs, fails and restarts as one. */
public record Pipeline(String name, List<TableStep> steps) {

  /** The steps in the order that their inputs give; those of one level do not need each other. */
  List<List<TableStep>> levels() {
    return Levels.of(
        steps,
        step -> step.output().toString(),
        (reader, written) -> reads(reader.inputs(), written.output()));
  }

  /** Whether any step here reads what a step of the other pipeline writes. */
  boolean needs(Pipeline other) {
    return steps.stream()
        .anyMatch(
            step -> other.steps.stream().anyMatch(from -> reads(step.inputs(), from.output())));
  }

  private static boolean reads(List<String> inputs, TableName table) {
    return inputs.stream().anyMatch(input -> TableContract.matches(input, table));
  }
}
