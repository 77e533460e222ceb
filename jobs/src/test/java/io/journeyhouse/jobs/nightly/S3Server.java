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

/**
 * A server of S3 in a process of its own, over a folder. Its program is versitygw, whose path the
 * environment variable {@code VERSITYGW} names; {@code .ci/s3} installs it.
 */
final class S3Server implements AutoCloseable {
  static final String BUCKET = "bucket";
  static final String ACCESS_KEY = "access-of-the-test";
  static final String SECRET_KEY = "secret-of-the-test-0815";

  private final Process process;
  private final String endpoint;

  private S3Server(Process process, String endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  /** Starts it, with one bucket. */
  static S3Server start(Path folder) throws IOException, InterruptedException {
    String program = System.getenv("VERSITYGW");
    assertThat(program).as("VERSITYGW, the path of versitygw; .ci/s3 sets it").isNotNull();
    Files.createDirectories(folder.resolve("data").resolve(BUCKET));
    InetSocketAddress address = freeAddress();
    String host = "127.0.0.1:" + address.getPort();
    ProcessBuilder builder =
        new ProcessBuilder(
                program, "--port", host, "--quiet", "posix", folder.resolve("data").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("server.log").toFile());
    builder.environment().put("ROOT_ACCESS_KEY", ACCESS_KEY);
    builder.environment().put("ROOT_SECRET_KEY", SECRET_KEY);
    Process process = builder.start();
    for (int i = 0; i < 200; i++) {
      try (Socket socket = new Socket()) {
        socket.connect(address, 500);
        return new S3Server(process, "http://" + host);
      } catch (IOException e) {
        assertThat(process.isAlive()).as("the server runs, see its log in " + folder).isTrue();
        Thread.sleep(50);
      }
    }
    process.destroyForcibly();
    throw new IOException("The server does not start");
  }

  private static InetSocketAddress freeAddress() throws IOException {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
      return new InetSocketAddress(loopback, socket.getLocalPort());
    }
  }

  /** Spark's settings to reach it, with the given texts for the keys. */
  Map<String, String> settings(String accessKey, String secretKey) {
    return new TreeMap<>(
        Map.of(
            "spark.hadoop.fs.s3a.endpoint", endpoint,
            "spark.hadoop.fs.s3a.endpoint.region", "us-east-1",
            "spark.hadoop.fs.s3a.path.style.access", "true",
            "spark.hadoop.fs.s3a.access.key", accessKey,
            "spark.hadoop.fs.s3a.secret.key", secretKey));
  }

  /** As {@link #settings}, with its keys. */
  Map<String, String> settings() {
    return settings(ACCESS_KEY, SECRET_KEY);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
