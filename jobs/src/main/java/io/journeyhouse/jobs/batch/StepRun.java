package io.journeyhouse.jobs.batch;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.error.JourneyhouseException;
import io.journeyhouse.common.error.StorageFault;
import io.journeyhouse.common.run.RunContext;
import io.journeyhouse.common.run.TableStep;
import org.apache.spark.SparkThrowable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

/** A table's step as Spring Batch calls it. */
final class StepRun implements Tasklet {
  /** Where a finished step keeps its result, for a later start that finds it done. */
  static final String RESULT = "result";

  private static final Logger LOG = LoggerFactory.getLogger(StepRun.class);

  private final TableStep step;
  private final RunContext run;
  private final Lease lease;
  private final Progress progress;

  StepRun(TableStep step, RunContext run, Lease lease, Progress progress) {
    this.step = step;
    this.run = run;
    this.lease = lease;
    this.progress = progress;
  }

  @Override
  public RepeatStatus execute(StepContribution contribution, ChunkContext chunk) {
    long start = System.nanoTime();
    try {
      lease.require();
      progress.started(step.output());
      TableRun done = TableRun.of(run.pipeline(), step.run(run));
      contribution.getStepExecution().getExecutionContext().putString(RESULT, done.toJson());
      progress.finished(done);
      return RepeatStatus.FINISHED;
    } catch (Throwable e) {
      LOG.error("{} failed", step.output(), e);
      // whoever lost the lake may fail by anything that the new holder did
      JourneyhouseException error = lease.loss().orElseGet(() -> explained(e));
      double seconds = (System.nanoTime() - start) / 1_000_000 / 1000.0;
      progress.failed(
          run, TableRun.failed(run.pipeline(), step.output().toString(), seconds, error), error);
      throw error;
    }
  }

  /** The error as a person may see it: a foreign message could hold values of rows. */
  private JourneyhouseException explained(Throwable thrown) {
    String reason = thrown.getClass().getSimpleName();
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof JourneyhouseException known) {
        return known;
      }
      if (cause instanceof SparkThrowable spark && spark.getCondition() != null) {
        reason = spark.getCondition();
      }
    }
    String problem = step.output() + " failed";
    String condition = problem + ": " + reason;
    return StorageFault.of(problem, thrown)
        .orElseGet(
            () ->
                Errors.of(
                    ErrorCode.TABLE_FAILED,
                    condition,
                    "read the log for the whole error, mend its cause and run the same command"
                        + " again: it goes on with this table",
                    thrown));
  }
}
