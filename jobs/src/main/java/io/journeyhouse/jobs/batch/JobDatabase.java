package io.journeyhouse.jobs.batch;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.error.JourneyhouseException;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.jobs.workspace.JdbcDrivers;
import io.journeyhouse.jobs.workspace.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.configuration.support.MapJobRegistry;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.launch.support.TaskExecutorJobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.JdbcJobRepositoryFactoryBean;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** The open database of a workspace's repository: an H2 file or PostgreSQL. */
public final class JobDatabase implements AutoCloseable {
  private static final int H2_FILE_IN_USE = 90020;
  private static final Pattern CREATED = Pattern.compile("CREATE (?:TABLE|SEQUENCE) (\\w+)");

  private final HikariDataSource dataSource;
  private final Duration leaseExpiry;
  private final @Nullable HolderNote note;
  private final JobRepository jobRepository;
  private final JobOperator operator;

  private JobDatabase(HikariDataSource dataSource, Repository repository) throws Exception {
    this.dataSource = dataSource;
    this.leaseExpiry = repository.leaseExpiry();
    this.note = repository.isH2File() ? HolderNote.of(repository.url()) : null;
    createTables();
    JdbcJobRepositoryFactoryBean factory = new JdbcJobRepositoryFactoryBean();
    factory.setDataSource(dataSource);
    factory.setTransactionManager(new JdbcTransactionManager(dataSource));
    // the lease lets one process in at a time, so jobs side by side need no stricter level
    factory.setIsolationLevelForCreate("ISOLATION_READ_COMMITTED");
    factory.afterPropertiesSet();
    this.jobRepository = factory.getObject();
    TaskExecutorJobOperator jobOperator = new TaskExecutorJobOperator();
    jobOperator.setJobRepository(jobRepository);
    jobOperator.setJobRegistry(new MapJobRegistry());
    jobOperator.setTaskExecutor(new SyncTaskExecutor());
    jobOperator.afterPropertiesSet();
    this.operator = jobOperator;
  }

  /** Opens the database and creates the tables that it lacks. */
  public static JobDatabase open(Repository repository) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("repository");
    String url =
        repository.isH2File() ? repository.url() + ";DB_CLOSE_ON_EXIT=FALSE" : repository.url();
    config.setDataSource(
        new SimpleDriverDataSource(
            JdbcDrivers.of(url), url, JdbcDrivers.login(repository.user(), repository.password())));
    config.setMaximumPoolSize(10);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(10_000);
    HikariDataSource dataSource = null;
    try {
      dataSource = new HikariDataSource(config);
      return new JobDatabase(dataSource, repository);
    } catch (Exception e) {
      if (dataSource != null) {
        dataSource.close();
      }
      SQLException cause = sqlCause(e);
      if (cause != null && cause.getErrorCode() == H2_FILE_IN_USE) {
        throw Errors.of(
            ErrorCode.ALREADY_RUNNING,
            "another run is at work in this workspace" + HolderNote.of(repository.url()).read(),
            "wait until it is done, or stop it; a killed one frees the workspace by itself",
            e);
      }
      throw Errors.of(
          ErrorCode.ENVIRONMENT,
          "the repository "
              + repository.url()
              + " cannot be used"
              + (cause == null ? "" : " (SQL state " + cause.getSQLState() + ")"),
          "check that the database runs and lets this user in, and repository: in workspace.yml",
          e);
    }
  }

  /**
   * Takes the one place of a live run of a lake.
   *
   * @throws JourneyhouseException of {@code ALREADY_RUNNING} where another process has it
   */
  public Lease lease(String lake) {
    return Lease.take(new LeaseTable(dataSource, LakeAddress.canonical(lake), leaseExpiry), note);
  }

  /** Windows over which a pipeline was started and is not done, the latest first. */
  public List<DateWindow> unfinished(ZoneId zone) {
    return JobHistory.unfinished(jobRepository, zone);
  }

  /** What time it is for the database. */
  public Instant now() {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select current_timestamp")) {
      row.next();
      return row.getObject(1, OffsetDateTime.class).toInstant();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Names of tables and sequences that should be there and are not. */
  public List<String> missing() {
    Set<String> missing = new TreeSet<>(Set.of(LeaseTable.TABLE, Reruns.TABLE, Withdrawals.TABLE));
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      CREATED
          .matcher(schema(connection).getContentAsString(StandardCharsets.UTF_8))
          .results()
          .forEach(made -> missing.add(made.group(1).toLowerCase(Locale.ROOT)));
      try (ResultSet there =
          statement.executeQuery(
              "select lower(table_name) from information_schema.tables"
                  + " union select lower(sequence_name) from information_schema.sequences")) {
        while (there.next()) {
          missing.remove(there.getString(1));
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(missing);
  }

  /**
   * Forgets runs that ended before a time, but never the latest window of a pipeline that is done.
   *
   * @return how many runs of a pipeline over a window
   */
  public int prune(Instant before) {
    return new Pruning(dataSource, jobRepository).before(before);
  }

  JobRepository jobRepository() {
    return jobRepository;
  }

  JobOperator operator() {
    return operator;
  }

  DataSource dataSource() {
    return dataSource;
  }

  Withdrawals withdrawals() {
    return new Withdrawals(dataSource);
  }

  Reruns reruns() {
    return new Reruns(dataSource);
  }

  private void createTables() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      boolean h2 = isH2(connection);
      if (!hasTable(connection, h2 ? "BATCH_JOB_INSTANCE" : "batch_job_instance")) {
        new ResourceDatabasePopulator(schema(connection)).populate(connection);
      }
      LeaseTable.create(connection);
      Reruns.createTable(connection);
      Withdrawals.createTable(dataSource);
    }
  }

  private static boolean isH2(Connection connection) throws SQLException {
    return connection.getMetaData().getDatabaseProductName().equals("H2");
  }

  /** Batch's own script. */
  private static ClassPathResource schema(Connection connection) throws SQLException {
    return new ClassPathResource(
        "org/springframework/batch/core/"
            + (isH2(connection) ? "schema-h2.sql" : "schema-postgresql.sql"));
  }

  private static boolean hasTable(Connection connection, String table) throws SQLException {
    try (ResultSet found =
        connection
            .getMetaData()
            .getTables(
                connection.getCatalog(), connection.getSchema(), table, new String[] {"TABLE"})) {
      return found.next();
    }
  }

  private static @Nullable SQLException sqlCause(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql) {
        return sql;
      }
    }
    return null;
  }

  @Override
  public void close() {
    dataSource.close();
  }
}
