package io.journeyhouse.jobs.batch;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.springframework.batch.core.repository.JobRepository;

/**
 * Forgets what the repository remembers of old runs. Of each pipeline the latest window that is
 * done stays, whatever its age, and all after it: from there on a run says which dates are missing.
 */
final class Pruning {
  /**
   * Batch writes the time of an end as that of the JVM's zone; a parameter's text is an instant.
   */
  private static final String OLD =
      """
      select i.job_instance_id
      from batch_job_instance i
        join batch_job_execution e on e.job_instance_id = i.job_instance_id
        join batch_job_execution_params p
          on p.job_execution_id = e.job_execution_id and p.parameter_name = 'to'
      group by i.job_instance_id, i.job_name, p.parameter_value
      having count(e.end_time) = count(*)
        and max(e.end_time) < ?
        and p.parameter_value < (
          select max(done.parameter_value)
          from batch_job_instance o
            join batch_job_execution d on d.job_instance_id = o.job_instance_id
            join batch_job_execution_params done
              on done.job_execution_id = d.job_execution_id and done.parameter_name = 'to'
          where o.job_name = i.job_name and d.status = 'COMPLETED')
      """;

  /** The highest number of a window stays: its next re-run must be a later attempt. */
  private static final String EARLIER_RERUNS =
      """
      delete from journeyhouse_rerun
      where not is_open and exists (
        select 1 from journeyhouse_rerun later
        where later.window_of = journeyhouse_rerun.window_of
          and later.number > journeyhouse_rerun.number)
      """;

  private final DataSource dataSource;
  private final JobRepository repository;

  Pruning(DataSource dataSource, JobRepository repository) {
    this.dataSource = dataSource;
    this.repository = repository;
  }

  /**
   * Forgets runs whose every execution ended before a time.
   *
   * @return how many runs of a pipeline over a window
   */
  int before(Instant time) {
    try (Connection connection = dataSource.getConnection()) {
      List<Long> old = old(connection, time);
      for (long id : old) {
        repository.deleteJobInstance(Objects.requireNonNull(repository.getJobInstance(id)));
      }
      try (Statement delete = connection.createStatement()) {
        delete.executeUpdate(EARLIER_RERUNS);
      }
      return old.size();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Long> old(Connection connection, Instant time) throws SQLException {
    List<Long> ids = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(OLD)) {
      select.setObject(1, LocalDateTime.ofInstant(time, ZoneId.systemDefault()));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          ids.add(rows.getLong(1));
        }
      }
    }
    return ids;
  }
}
