package io.journeyhouse.common.run;

import io.journeyhouse.common.contract.TableName;
import java.util.List;

/** One step of a pipeline: it brings one table up to date for a window, once. */
public interface TableStep {

  TableName output();

  /** Tables, or bronze patterns ending in {@code *}, that this step reads. */
  List<String> inputs();

  /** Runs the step. Called again for the same run after a crash, it finishes what is missing. */
  TableResult run(RunContext run);
}
