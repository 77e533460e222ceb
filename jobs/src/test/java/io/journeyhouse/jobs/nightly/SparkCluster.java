package io.journeyhouse.jobs.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Spark standalone cluster on 127.0.0.1: a master and two workers of a core each, processes of
 * the distribution that the environment variable {@code SPARK_HOME} names; {@code .ci/cluster}
 * installs it. The packaged program is sent to it by the launcher.
 */
final class SparkCluster implements AutoCloseable {
  private final Path folder;
  private final Path home;
  private final InetSocketAddress master;
  private final List<Process> daemons = new ArrayList<>();
  private int workers;

  private SparkCluster(Path folder, Path home, InetSocketAddress master) {
    this.folder = folder;
    this.home = home;
    this.master = master;
  }

  /** Starts the master and two workers, and waits until they know each other. */
  static SparkCluster start(Path folder) throws IOException, InterruptedException {
    String home = System.getenv("SPARK_HOME");
    assertThat(home).as("SPARK_HOME, a Spark distribution; .ci/cluster sets it").isNotNull();
    InetSocketAddress page = S3Server.freeAddress();
    SparkCluster cluster =
        new SparkCluster(Files.createDirectories(folder), Path.of(home), S3Server.freeAddress());
    cluster.daemon(
        "master",
        "org.apache.spark.deploy.master.Master",
        "--port",
        "" + cluster.master.getPort(),
        "--webui-port",
        "" + page.getPort());
    cluster.addWorker();
    cluster.addWorker();
    cluster.await(page);
    return cluster;
  }

  private void await(InetSocketAddress page) throws IOException, InterruptedException {
    HttpRequest state =
        HttpRequest.newBuilder(URI.create("http://" + S3Server.host(page) + "/json/")).build();
    for (int i = 0; i < 600; i++) {
      Thread.sleep(100);
      try {
        String answer = HttpClient.newHttpClient().send(state, BodyHandlers.ofString()).body();
        if (answer.replace(" ", "").contains("\"aliveworkers\":2")) {
          return;
        }
      } catch (IOException e) {
        assertThat(daemons).as("see the logs in " + folder).allMatch(Process::isAlive);
      }
    }
    close();
    throw new IOException("The cluster does not start, see the logs in " + folder);
  }

  /** Starts one more worker. */
  void addWorker() throws IOException {
    String name = "worker-" + ++workers;
    daemon(
        name,
        "org.apache.spark.deploy.worker.Worker",
        "--cores",
        "1",
        "--memory",
        "4g",
        "--webui-port",
        "0",
        "--work-dir",
        folder.resolve(name).toString(),
        url());
  }

  /** Kills the worker that was started last, its executors with it. */
  void killWorker() throws InterruptedException {
    Process worker = daemons.remove(daemons.size() - 1);
    List<ProcessHandle> executors = worker.descendants().toList();
    worker.destroyForcibly().waitFor();
    executors.forEach(ProcessHandle::destroyForcibly);
  }

  /** Kills the master; the workers go on without. */
  void killMaster() throws InterruptedException {
    daemons.remove(0).destroyForcibly().waitFor();
  }

  private void daemon(String name, String main, String... args) throws IOException {
    ProcessBuilder builder =
        process(
            name + ".log",
            Stream.concat(
                    Stream.of(
                        home.resolve("bin/spark-class").toString(), main, "--host", "127.0.0.1"),
                    Stream.of(args))
                .toList());
    builder.environment().put("SPARK_DAEMON_MEMORY", "256m");
    builder.environment().put("SPARK_DAEMON_JAVA_OPTS", "-Dspark.master.rest.enabled=false");
    // on workers spark.local.dir is not asked
    builder.environment().put("SPARK_LOCAL_DIRS", folder.resolve(name + "-local").toString());
    daemons.add(builder.start());
  }

  /** Sends the command to the cluster; its output goes to a file beside the cluster's logs. */
  Process submit(Map<String, String> environment, String... args) throws IOException {
    String submit = home.resolve("bin/spark-submit") + " --master " + url();
    for (String setting :
        List.of(
            "spark.driver.host=127.0.0.1",
            "spark.driver.bindAddress=127.0.0.1",
            "spark.driver.memory=2g",
            "spark.executor.memory=3g",
            "spark.ui.enabled=false",
            "spark.eventLog.enabled=true",
            "spark.eventLog.rolling.enabled=false",
            "spark.eventLog.compress=false",
            "spark.eventLog.dir=" + Files.createDirectories(events()))) {
      submit += " --conf " + setting;
    }
    ProcessBuilder builder =
        process(
            "command.log", Stream.concat(Stream.of("../journeyhouse"), Stream.of(args)).toList());
    builder.environment().put("JOURNEYHOUSE_SUBMIT", submit);
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Where each command's log of Spark's events is. */
  Path events() {
    return folder.resolve("events");
  }

  private String url() {
    return "spark://" + S3Server.host(master);
  }

  private ProcessBuilder process(String log, List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(folder.toFile(), log)));
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder;
  }

  /** Waits for the end of a command. */
  static int end(Process process) throws IOException, InterruptedException {
    try {
      if (!process.waitFor(60, TimeUnit.MINUTES)) {
        throw new IOException("The run does not end");
      }
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  /** What the commands printed. */
  String output() throws IOException {
    return Files.readString(folder.resolve("command.log"));
  }

  @Override
  public void close() {
    daemons.forEach(daemon -> daemon.descendants().forEach(ProcessHandle::destroyForcibly));
    daemons.forEach(Process::destroyForcibly);
  }
}
