package io.journeyhouse.jobs.batch;

import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.common.run.TableStep;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the repository remembers of a pipeline's runs over a window. */
final class JobHistory {
  private static final int LOOKED_AT = 100;
  private static final String DONE = " and run.status = 'COMPLETED'";

  private final JobRepository repository;
  private final Reruns reruns;
  private final DataSource dataSource;

  JobHistory(JobDatabase database) {
    this.repository = database.jobRepository();
    this.reruns = database.reruns();
    this.dataSource = database.dataSource();
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

  /**
   * The end of the latest window that a pipeline has done, of those that start before an instant. A
   * withdrawal's window of a microsecond is part of the day that it follows.
   */
  Optional<Instant> doneUpTo(String pipeline, Instant before) {
    return windows(pipeline, DONE).stream()
        .filter(window -> window.from().isBefore(before))
        .map(window -> window.to().truncatedTo(ChronoUnit.SECONDS))
        .max(Instant::compareTo);
  }

  /** The end of the latest window that a pipeline has done, a withdrawal's included. */
  Optional<Instant> lastEnd(String pipeline) {
    return windows(pipeline, DONE).stream().map(DateWindow::to).max(Instant::compareTo);
  }

  /** The windows over which a pipeline was started, done or not. */
  List<DateWindow> started(String pipeline) {
    return windows(pipeline, "");
  }

  private List<DateWindow> windows(String pipeline, String condition) {
    String sql =
        """
        select distinct starts.parameter_value, ends.parameter_value
        from batch_job_instance job
        join batch_job_execution run on run.job_instance_id = job.job_instance_id
        join batch_job_execution_params starts
          on starts.job_execution_id = run.job_execution_id and starts.parameter_name = 'from'
        join batch_job_execution_params ends
          on ends.job_execution_id = run.job_execution_id and ends.parameter_name = 'to'
        where job.job_name = ?
        """
            + condition;
    return new JdbcTemplate(dataSource)
        .query(
            sql,
            (row, number) ->
                new DateWindow(
                    Instant.parse(row.getString(1)),
                    Instant.parse(row.getString(2)),
                    ZoneOffset.UTC),
            pipeline);
  }

  /**
   * Windows over which a pipeline was started and is not done, the latest first. Without those of
   * withdrawals, which are listed elsewhere.
   */
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
    return windows.stream()
        .filter(window -> !isOfWithdrawal(window))
        .sorted(Comparator.comparing(DateWindow::to).reversed())
        .toList();
  }

  /** Days are longer. */
  private static boolean isOfWithdrawal(DateWindow window) {
    return Duration.between(window.from(), window.to()).toSeconds() == 0;
  }
}
