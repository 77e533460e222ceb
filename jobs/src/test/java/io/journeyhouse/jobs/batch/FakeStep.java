package io.journeyhouse.jobs.batch;

import io.journeyhouse.common.contract.TableName;
import io.journeyhouse.common.run.RunContext;
import io.journeyhouse.common.run.TableResult;
import io.journeyhouse.common.run.TableStep;
import java.util.List;
import java.util.function.Consumer;

/** A step without Spark. */
record FakeStep(TableName output, List<String> inputs, Consumer<RunContext> body)
    implements TableStep {

  static FakeStep of(String table, Consumer<RunContext> body, String... inputs) {
    return new FakeStep(TableName.of(table), List.of(inputs), body);
  }

  @Override
  public TableResult run(RunContext run) {
    body.accept(run);
    return new TableResult(
        output, TableResult.Status.WRITTEN, 3, 2, 1, 0, 0.5, 7, List.of(), List.of("a note"));
  }
}
