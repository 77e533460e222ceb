package io.journeyhouse.jobs.batch;

import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.TableStep;
import java.util.ArrayList;
import java.util.List;
import org.springframework.batch.core.job.JobExecution;

/** What a run over a window would do with one step. */
public record StepPlan(String pipeline, String table, State state) {

  /** What is known of a step. */
  public enum State {
    /** Finished: it would be passed over. */
    DONE,
    /** A run that reached this far did not finish it: it would go on here. */
    RESTART,
    /** Never reached. */
    NEW
  }

  /** Plans a run of the pipelines, in their order and that of their steps. */
  public static List<StepPlan> of(
      JobDatabase database, List<Pipeline> pipelines, DateWindow window) {
    JobHistory history = new JobHistory(database);
    Reruns.Rerun open = database.reruns().open(window).orElse(null);
    List<StepPlan> plans = new ArrayList<>();
    for (List<Pipeline> level : Levels.of(pipelines, Pipeline::name, Pipeline::needs)) {
      for (Pipeline pipeline : level) {
        JobExecution last =
            history.lastExecution(pipeline, window, history.number(pipeline, window, open));
        pipeline
            .levels()
            .forEach(
                steps ->
                    steps.forEach(
                        step ->
                            plans.add(
                                new StepPlan(
                                    pipeline.name(),
                                    step.output().toString(),
                                    state(history, last, step)))));
      }
    }
    return plans;
  }

  private static State state(
      JobHistory history, @org.jspecify.annotations.Nullable JobExecution last, TableStep step) {
    if (last == null) {
      return State.NEW;
    }
    return history.finished(last.getJobInstance(), step).isPresent() ? State.DONE : State.RESTART;
  }
}
