package io.journeyhouse.jobs.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.common.lake.Lake;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/**
 * What a company has that outgrew one machine, each a process of its own: a Spark cluster, a server
 * of S3 for the lake, a PostgreSQL for the repository.
 */
final class ClusterNight implements AutoCloseable {
  private final Path folder;
  private final SparkCluster spark;
  private final S3Server s3;
  private EmbeddedPostgres postgres;

  private ClusterNight(Path folder, SparkCluster spark, S3Server s3, EmbeddedPostgres postgres) {
    this.folder = folder;
    this.spark = spark;
    this.s3 = s3;
    this.postgres = postgres;
  }

  static ClusterNight start(Path folder) throws Exception {
    Files.createDirectories(folder);
    return new ClusterNight(
        folder,
        SparkCluster.start(folder.resolve("spark")),
        S3Server.start(folder.resolve("s3")),
        launch(folder, S3Server.freeAddress().getPort()));
  }

  private static EmbeddedPostgres launch(Path folder, int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setPort(port)
        .setDataDirectory(folder.resolve("postgres"))
        .setCleanDataDirectory(false)
        .start();
  }

  /** Stops PostgreSQL and starts it on the same data, at the same address. */
  void restartPostgres() throws IOException {
    int port = postgres.getPort();
    postgres.close();
    postgres = launch(folder, port);
  }

  void stopPostgres() throws IOException {
    postgres.close();
  }

  SparkCluster spark() {
    return spark;
  }

  S3Server s3() {
    return s3;
  }

  /** Gives a workspace a lake and a repository on the servers, named as its folder. */
  void use(Path workspace) throws Exception {
    String name = workspace.getFileName().toString();
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("create database " + name);
    }
    Files.writeString(
        workspace.resolve("workspace.yml"),
        "\nrepository: {url: '%s', user: postgres}\n%s"
            .formatted(postgres.getJdbcUrl("postgres", name), s3.workspace(lake(workspace))),
        StandardOpenOption.APPEND);
  }

  /** The lake of a workspace on the servers. */
  Lake lake(Path workspace, SparkSession session) {
    s3.openTo(session);
    return new Lake(session, lake(workspace));
  }

  private static String lake(Path workspace) {
    return "s3a://" + S3Server.BUCKET + "/" + workspace.getFileName();
  }

  /** Starts a command on the cluster. */
  Process submit(String command, Path workspace, String... args) throws IOException {
    List<String> line = new ArrayList<>(List.of(command, "-w", workspace.toString()));
    line.addAll(List.of(args));
    return spark.submit(
        Map.of(S3Server.ACCESS, S3Server.ACCESS_KEY, S3Server.SECRET, S3Server.SECRET_KEY),
        line.toArray(String[]::new));
  }

  /** Waits until a run committed to a table, and is at work on what comes after it. */
  void awaitCommit(Path workspace, String table, Process run)
      throws IOException, InterruptedException {
    Path log = s3.file(workspace.getFileName() + "/" + table + "/_delta_log");
    while (!Files.exists(log.resolve("00000000000000000000.json"))) {
      assertThat(run.isAlive()).as("is at work:\n" + spark.output()).isTrue();
      Thread.sleep(100);
    }
  }

  /** The lake of a workspace on the servers holds what a local one does, to the letter. */
  void holdsWhat(Lake local, Path workspace, SparkSession session) {
    TreeMap<String, List<String>> wanted = LakeContent.exact(local);
    TreeMap<String, List<String>> found = LakeContent.exact(lake(workspace, session));
    assertThat(found.keySet()).isEqualTo(wanted.keySet());
    wanted.forEach(
        (table, rows) -> assertThat(found.get(table)).as(table).containsExactlyElementsOf(rows));
  }

  @Override
  public void close() throws IOException {
    org.apache.hadoop.fs.FileSystem.closeAll();
    spark.close();
    s3.close();
    postgres.close();
  }
}
