package io.journeyhouse.jobs.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/**
 * A server of S3 in a process of its own, over a folder. Its program is versitygw, whose path the
 * environment variable {@code VERSITYGW} names; {@code .ci/cluster} installs it.
 */
final class S3Server implements AutoCloseable {
  static final String BUCKET = "bucket";
  static final String ACCESS_KEY = "access-of-the-test";
  static final String ACCESS = "TEST_S3_ACCESS";
  static final String SECRET = "TEST_S3_SECRET";
  static final String SECRET_KEY = "secret-of-the-test-0815";

  private final Path folder;
  private final InetSocketAddress address;
  private Process process;

  private S3Server(Path folder, InetSocketAddress address, Process process) {
    this.folder = folder;
    this.address = address;
    this.process = process;
  }

  /** Starts it, with one bucket. */
  static S3Server start(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder.resolve("data").resolve(BUCKET));
    InetSocketAddress address = freeAddress();
    return new S3Server(folder, address, launch(folder, address));
  }

  /** Kills it. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Starts it again on the same data, at the same address. */
  void resume() throws IOException, InterruptedException {
    process = launch(folder, address);
  }

  private static Process launch(Path folder, InetSocketAddress address)
      throws IOException, InterruptedException {
    String program = System.getenv("VERSITYGW");
    assertThat(program).as("VERSITYGW, the path of versitygw; .ci/cluster sets it").isNotNull();
    ProcessBuilder builder =
        new ProcessBuilder(
                program,
                "--port",
                host(address),
                "--quiet",
                "posix",
                folder.resolve("data").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("server.log").toFile());
    builder.environment().put("ROOT_ACCESS_KEY", ACCESS_KEY);
    builder.environment().put("ROOT_SECRET_KEY", SECRET_KEY);
    Process process = builder.start();
    for (int i = 0; i < 200; i++) {
      try (Socket socket = new Socket()) {
        socket.connect(address, 500);
        return process;
      } catch (IOException e) {
        assertThat(process.isAlive()).as("the server runs, see its log in " + folder).isTrue();
        Thread.sleep(50);
      }
    }
    process.destroyForcibly();
    throw new IOException("The server does not start");
  }

  /** An address of this machine alone that nobody listens at. */
  static InetSocketAddress freeAddress() throws IOException {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
      return new InetSocketAddress(loopback, socket.getLocalPort());
    }
  }

  static String host(InetSocketAddress address) {
    return "127.0.0.1:" + address.getPort();
  }

  /** Where an object of the bucket lies as a file. */
  Path file(String key) {
    return folder.resolve("data").resolve(BUCKET).resolve(key);
  }

  /** Spark's settings to reach it, with the given texts for the keys. */
  Map<String, String> settings(String accessKey, String secretKey) {
    return new TreeMap<>(
        Map.of(
            "spark.hadoop.fs.s3a.endpoint",
            "http://" + host(address),
            "spark.hadoop.fs.s3a.endpoint.region",
            "us-east-1",
            "spark.hadoop.fs.s3a.path.style.access",
            "true",
            "spark.hadoop.fs.s3a.access.key",
            accessKey,
            "spark.hadoop.fs.s3a.secret.key",
            secretKey));
  }

  /** As {@link #settings}, with its keys. */
  Map<String, String> settings() {
    return settings(ACCESS_KEY, SECRET_KEY);
  }

  /** Lets a session of the test itself read from it. */
  void openTo(SparkSession spark) {
    settings()
        .forEach(
            (key, value) ->
                spark
                    .sparkContext()
                    .hadoopConfiguration()
                    .set(key.substring("spark.hadoop.".length()), value));
  }

  /** What a workspace's file says to have its lake here, the keys from the environment. */
  String workspace(String lake) {
    StringBuilder text = new StringBuilder("\nlake: " + lake + "/\nspark:\n");
    settings("${env:" + ACCESS + "}", "${env:" + SECRET + "}")
        .forEach((key, value) -> text.append("  " + key + ": \"" + value + "\"\n"));
    return text.toString();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
