package io.journeyhouse.jobs.batch;

import io.journeyhouse.jobs.workspace.Repository;
import io.journeyhouse.jobs.workspace.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Fresh databases for repositories: an H2 file each, and one of a real PostgreSQL. */
final class Databases {
  static final Duration EXPIRY = Duration.ofSeconds(60);

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private Databases() {}

  /** Started when asked first; it ends with the process. */
  private static final class Server {
    static final EmbeddedPostgres POSTGRES = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder().setServerConfig("listen_addresses", "127.0.0.1").start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static Stream<Repository> both(Path dir, Duration leaseExpiry) throws SQLException {
    return Stream.of(h2(dir, leaseExpiry), postgres(leaseExpiry));
  }

  static Repository h2(Path dir, Duration leaseExpiry) {
    String url = "jdbc:h2:file:" + dir.resolve("repository" + NUMBER.incrementAndGet());
    return new Repository(url, "sa", new Secret(""), leaseExpiry);
  }

  static Repository postgres(Duration leaseExpiry) throws SQLException {
    String name = "repository" + NUMBER.incrementAndGet();
    try (var connection = Server.POSTGRES.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("create database " + name);
    }
    return new Repository(
        Server.POSTGRES.getJdbcUrl("postgres", name), "postgres", new Secret(""), leaseExpiry);
  }
}
