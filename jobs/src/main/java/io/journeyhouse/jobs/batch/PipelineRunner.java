package io.journeyhouse.jobs.batch;

import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.RunContext;
import io.journeyhouse.common.run.TableStep;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.builder.FlowBuilder;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.flow.Flow;
import org.springframework.batch.core.job.flow.support.SimpleFlow;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.support.transaction.ResourcelessTransactionManager;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Runs pipelines over a window, each as a batch job. Started again with the same arguments after a
 * failure or a kill it goes on where it stopped; after success it does nothing.
 */
public final class PipelineRunner {
  private static final int STEPS_SIDE_BY_SIDE = 3;

  /** A step writes to the lake; it must not keep a transaction of the repository open meanwhile. */
  private static final PlatformTransactionManager NO_TRANSACTION =
      new ResourcelessTransactionManager();

  private static final Executor NEW_THREAD = new SimpleAsyncTaskExecutor("pipeline-");

  private final JobDatabase database;
  private final JobHistory history;
  private final Lease lease;
  private final Clock clock;
  private final RunListener listener;

  public PipelineRunner(JobDatabase database, Lease lease, Clock clock, RunListener listener) {
    this.database = database;
    this.history = new JobHistory(database);
    this.lease = lease;
    this.clock = clock;
    this.listener = listener;
  }

  /**
   * Runs the pipelines in the order of their inputs. Where one fails, those after it are not
   * started.
   *
   * @param force runs again what is done; goes on with a forced run that failed
   */
  public RunSummary run(List<Pipeline> pipelines, DateWindow window, boolean force) {
    long start = System.nanoTime();
    List<List<Pipeline>> levels = Levels.of(pipelines, Pipeline::name, Pipeline::needs);
    List<String> names = pipelines.stream().map(Pipeline::name).toList();
    Optional<Reruns.Rerun> open = database.reruns().open(window);
    if (force && !open.map(Reruns.Rerun::pipelines).equals(Optional.of(names))) {
      open = Optional.of(database.reruns().next(window, names));
    }
    Reruns.Rerun rerun = open.orElse(null);
    Progress progress = new Progress(listener);
    listener.planned(pipelines.stream().mapToInt(pipeline -> pipeline.steps().size()).sum());
    lease.tell(String.join(", ", names) + " of " + window.dates());
    List<String> notStarted = new ArrayList<>();
    for (List<Pipeline> level : levels) {
      if (progress.exitCode() != 0) {
        level.forEach(pipeline -> notStarted.add(pipeline.name()));
      } else {
        sideBySide(level, pipeline -> runHeld(pipeline, window, rerun, progress));
      }
    }
    if (rerun != null && progress.exitCode() == 0 && names.containsAll(rerun.pipelines())) {
      database.reruns().close(window);
    }
    double seconds = (System.nanoTime() - start) / 1_000_000 / 1000.0;
    return new RunSummary(
        window, seconds, progress.exitCode(), progress.tables(), List.copyOf(notStarted));
  }

  private static void sideBySide(List<Pipeline> level, Consumer<Pipeline> runOne) {
    List<CompletableFuture<Void>> others =
        level.stream()
            .skip(1)
            .map(pipeline -> CompletableFuture.runAsync(() -> runOne.accept(pipeline), NEW_THREAD))
            .toList();
    runOne.accept(level.get(0));
    others.forEach(CompletableFuture::join);
  }

  private void runHeld(
      Pipeline pipeline, DateWindow window, Reruns.@Nullable Rerun rerun, Progress progress) {
    try {
      runOne(pipeline, window, rerun, progress);
    } catch (RuntimeException e) {
      // the new holder of a lost lease has also taken over what the repository knows of this run
      lease
          .loss()
          .ifPresent(
              loss -> {
                throw loss;
              });
      throw e;
    }
  }

  private void runOne(
      Pipeline pipeline, DateWindow window, Reruns.@Nullable Rerun rerun, Progress progress) {
    int number = history.number(pipeline, window, rerun);
    JobExecution last = history.lastExecution(pipeline, window, number);
    if (last != null) {
      tellDoneBefore(pipeline, last.getJobInstance(), progress);
      if (last.getStatus() == BatchStatus.COMPLETED) {
        progress.alreadyDone(pipeline.name());
        return;
      }
      takeOver(last);
    }
    RunContext run = RunContext.of(pipeline.name(), window, number + 1, clock.instant());
    try {
      JobExecution execution =
          database
              .operator()
              .start(job(pipeline, run, progress), JobHistory.parameters(pipeline, window, number));
      if (execution.getStatus() != BatchStatus.COMPLETED && progress.exitCode() == 0) {
        throw new IllegalStateException(
            "Job " + pipeline.name() + " ended as " + execution.getExitStatus());
      }
    } catch (JobExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void tellDoneBefore(Pipeline pipeline, JobInstance instance, Progress progress) {
    for (TableStep step : pipeline.steps()) {
      history.finished(instance, step).ifPresent(progress::doneBefore);
    }
  }

  /**
   * Frees an execution that a killed process left as running, or whose end could not be written.
   * The lease says that its process is gone, and every step may be done again.
   */
  private void takeOver(JobExecution execution) {
    LocalDateTime now = LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    for (StepExecution step : execution.getStepExecutions()) {
      if (step.getStatus() != BatchStatus.COMPLETED && step.getStatus() != BatchStatus.FAILED) {
        step.setStatus(BatchStatus.FAILED);
        step.setExitStatus(ExitStatus.FAILED);
        step.setEndTime(now);
        database.jobRepository().update(step);
      }
    }
    if (execution.getStatus() != BatchStatus.FAILED) {
      execution.setStatus(BatchStatus.FAILED);
      execution.setExitStatus(ExitStatus.FAILED);
      execution.setEndTime(now);
      database.jobRepository().update(execution);
    }
  }

  private Job job(Pipeline pipeline, RunContext run, Progress progress) {
    FlowBuilder<SimpleFlow> builder = null;
    FlowBuilder<SimpleFlow> first = new FlowBuilder<>(pipeline.name());
    for (List<TableStep> level : pipeline.levels()) {
      Flow flow = level(level, run, progress);
      builder = builder == null ? first.start(flow) : builder.next(flow);
    }
    if (builder == null) {
      throw new IllegalArgumentException("Pipeline " + pipeline.name() + " has no steps");
    }
    return new JobBuilder(pipeline.name(), database.jobRepository())
        .start(builder.build())
        .end()
        .build();
  }

  private Flow level(List<TableStep> steps, RunContext run, Progress progress) {
    List<SimpleFlow> flows =
        steps.stream()
            .map(
                step ->
                    new FlowBuilder<SimpleFlow>("flow " + step.output())
                        .start(step(step, run, progress))
                        .build())
            .toList();
    if (flows.size() == 1) {
      return flows.get(0);
    }
    SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor("step-");
    threads.setConcurrencyLimit(STEPS_SIDE_BY_SIDE);
    return new FlowBuilder<SimpleFlow>("level of " + steps.get(0).output())
        .split(threads)
        .add(flows.toArray(Flow[]::new))
        .build();
  }

  private Step step(TableStep step, RunContext run, Progress progress) {
    return new StepBuilder(step.output().toString(), database.jobRepository())
        .tasklet(new StepRun(step, run, lease, progress), NO_TRANSACTION)
        .build();
  }
}
