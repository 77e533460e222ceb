package io.journeyhouse.jobs.cli;

import io.journeyhouse.common.contract.ContractReader;
import io.journeyhouse.common.contract.Contracts;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import io.journeyhouse.common.error.JourneyhouseException;
import io.journeyhouse.common.error.StorageFault;
import io.journeyhouse.common.lake.Lake;
import io.journeyhouse.common.lake.LogStores;
import io.journeyhouse.common.lake.SparkSessions;
import io.journeyhouse.common.run.RunLog;
import io.journeyhouse.jobs.batch.Pipeline;
import io.journeyhouse.jobs.batch.Pipelines;
import io.journeyhouse.jobs.identity.HeldCustomers;
import io.journeyhouse.jobs.identity.LakeIdentity;
import io.journeyhouse.jobs.workspace.Workspace;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** A workspace whose configuration holds, and Spark from the moment that a command needs it. */
final class OpenWorkspace implements AutoCloseable {
  private final Workspace workspace;
  private final Contracts contracts;
  private final Path log;
  private @Nullable SparkSession ownSpark;
  private @Nullable Lake lake;

  private OpenWorkspace(Workspace workspace, Contracts contracts, Path log) {
    this.workspace = workspace;
    this.contracts = contracts;
    this.log = log;
  }

  /** Reads and checks the configuration, jobs' settings included. */
  static OpenWorkspace open(Path dir, String command, boolean verbose, Console console) {
    Workspace.require(dir);
    Path log = Logs.toFileIn(dir.resolve(".journeyhouse/logs"), command, verbose);
    Workspace workspace = Workspace.load(dir);
    Pipelines.check(workspace);
    if (!workspace.foreignLogStore()) {
      LogStores.requireOwn(workspace.lake(), workspace.spark());
    }
    Contracts contracts = ContractReader.packagedWith(Main.class);
    LoggerFactory.getLogger(OpenWorkspace.class).info("{} {}", command, workspace.dir());
    if (verbose) {
      console.line("log: " + log);
    }
    return new OpenWorkspace(workspace, contracts, log);
  }

  Workspace workspace() {
    return workspace;
  }

  Contracts contracts() {
    return contracts;
  }

  /** Where this process logs to. */
  Path log() {
    return log;
  }

  /** The tables; starts Spark when asked first. */
  Lake lake() {
    if (lake == null) {
      boolean shared = SparkSession.getDefaultSession().isDefined();
      SparkSession spark = startSpark();
      ownSpark = shared ? null : spark;
      lake = new Lake(spark, workspace.lake());
      // what Delta asks of its logs, and all else that no step's own session does, is of few rows
      SparkSession.setActiveSession(lake.forFewRows().spark());
    }
    return lake;
  }

  private SparkSession startSpark() {
    try {
      SparkSession spark = SparkSessions.create(workspace.spark());
      Logs.takeBack();
      if (spark.sparkContext().isStopped()) {
        // a cluster that does not answer
        throw new IllegalStateException("Spark is stopped");
      }
      return spark;
    } catch (RuntimeException e) {
      throw stopped(e);
    }
  }

  /** Gives the first failure on the lake the names of what failed. */
  RuntimeException explained(RuntimeException thrown) {
    if (lake != null && lake.spark().sparkContext().isStopped()) {
      return stopped(thrown);
    }
    return StorageFault.of("the lake " + workspace.lake() + " cannot be used", thrown)
        .map(RuntimeException.class::cast)
        .orElse(thrown);
  }

  private static JourneyhouseException stopped(RuntimeException thrown) {
    return Errors.of(
        ErrorCode.SPARK_STOPPED,
        "Spark does not start on " + System.getProperty("spark.master", "this machine"),
        "see that the cluster is up and has free cores and memory; the whole error is in the log",
        thrown);
  }

  RunLog runLog() {
    return new RunLog(lake().forFewRows(), contracts, Clock.systemUTC());
  }

  /** The identities of the lake. */
  LakeIdentity identity() {
    return new LakeIdentity(lake(), contracts, workspace.identity());
  }

  /** What a held run would publish. */
  HeldCustomers heldCustomers() {
    return new HeldCustomers(lake(), contracts, workspace.identity().publish(), runLog());
  }

  List<Pipeline> pipelines() {
    return Pipelines.all(workspace, lake(), contracts, runLog());
  }

  @Override
  public void close() {
    if (lake != null) {
      SparkSession.setActiveSession(lake.spark());
    }
    if (ownSpark != null) {
      ownSpark.stop();
    }
  }
}
