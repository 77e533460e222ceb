package io.journeyhouse.jobs.batch;

import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.TableStep;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;

/** What the repository remembers of a pipeline's runs over a window. */
final class JobHistory {
  private static final int LOOKED_AT = 100;

  private final JobRepository repository;
  private final Reruns reruns;

  JobHistory(JobDatabase database) {
    this.repository = database.jobRepository();
    this.reruns = database.reruns();
  }

  /** What identifies a run of a pipeline; {@code number} counts its forced re-runs. */
  static JobParameters parameters(Pipeline pipeline, DateWindow window, int number) {
    return new JobParametersBuilder()
        .addString("pipeline", pipeline.name())
        .addString("from", window.from().toString())
        .addString("to", window.to().toString())
        .addLong("rerun", (long) number)
        .toJobParameters();
  }

  /** The number that a start goes on with: that of an open re-run, else the last one started. */
  int number(Pipeline pipeline, DateWindow window, Reruns.@Nullable Rerun open) {
    if (open != null && open.pipelines().contains(pipeline.name())) {
      return open.number();
    }
    int number = reruns.highest(window);
    while (number > 0 && lastExecution(pipeline, window, number) == null) {
      number--;
    }
    return number;
  }

  @Nullable JobExecution lastExecution(Pipeline pipeline, DateWindow window, int number) {
    return repository.getLastJobExecution(pipeline.name(), parameters(pipeline, window, number));
  }

  /** The result of a step, where it was finished. */
  Optional<TableRun> finished(JobInstance instance, TableStep step) {
    StepExecution before = repository.getLastStepExecution(instance, step.output().toString());
    return before != null
            && before.getStatus() == BatchStatus.COMPLETED
            && before.getExecutionContext().containsKey(StepRun.RESULT)
        ? Optional.of(TableRun.fromJson(before.getExecutionContext().getString(StepRun.RESULT)))
        : Optional.empty();
  }

  /** Windows over which a pipeline was started and is not done, the latest first. */
  static List<DateWindow> unfinished(JobRepository repository, ZoneId zone) {
    Set<DateWindow> windows = new LinkedHashSet<>();
    for (String pipeline : repository.getJobNames()) {
      for (JobInstance instance : repository.getJobInstances(pipeline, 0, LOOKED_AT)) {
        JobExecution last = repository.getLastJobExecution(instance);
        if (last != null && last.getStatus() != BatchStatus.COMPLETED) {
          JobParameters parameters = last.getJobParameters();
          windows.add(
              new DateWindow(
                  Instant.parse(String.valueOf(parameters.getString("from"))),
                  Instant.parse(String.valueOf(parameters.getString("to"))),
                  zone));
        }
      }
    }
    return windows.stream().sorted(Comparator.comparing(DateWindow::to).reversed()).toList();
  }
}
