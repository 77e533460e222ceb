package io.journeyhouse.jobs.workspace;

import io.journeyhouse.common.config.YamlMap;
import io.journeyhouse.common.config.YamlNode;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The database that remembers which steps of which runs are done.
 *
 * @param leaseExpiry after how long without a sign of its process a run may be taken over
 */
public record Repository(
    String url, @Nullable String user, @Nullable Secret password, Duration leaseExpiry) {
  private static final Duration LEASE_EXPIRY = Duration.ofSeconds(60);

  public Repository(String url, @Nullable String user, @Nullable Secret password) {
    this(url, user, password, LEASE_EXPIRY);
  }

  /** An H2 file in the workspace. */
  static Repository inWorkspace(ConfigFiles files) {
    String file = files.dir().resolve(".journeyhouse/repository").toAbsolutePath().toString();
    return new Repository("jdbc:h2:file:" + file, "sa", new Secret(""));
  }

  static Repository read(YamlMap map, ConfigFiles files) {
    map.noOtherKeys("url", "user", "password", "lease-seconds");
    return new Repository(
        jdbcUrl(map, files),
        map.find("user").map(files::resolve).orElse(null),
        map.find("password").map(files::secret).orElse(null),
        map.find("lease-seconds").map(Repository::seconds).orElse(LEASE_EXPIRY));
  }

  private static Duration seconds(YamlNode node) {
    int seconds = node.integer();
    if (seconds < 3) {
      throw node.invalid("is " + seconds, "write 3 or more; 60 suits most");
    }
    return Duration.ofSeconds(seconds);
  }

  /** Whether it is a file that one process at a time can open. */
  public boolean isH2File() {
    return url.startsWith("jdbc:h2:file:");
  }

  static String jdbcUrl(YamlMap map, ConfigFiles files) {
    String url = files.resolve(map.get("url"));
    if (!url.startsWith("jdbc:")) {
      throw map.get("url").invalid("is no JDBC address", "write jdbc:postgresql://host/database");
    }
    if (url.toLowerCase(java.util.Locale.ROOT).matches(".*[?&;](password|pwd)=.*")) {
      throw Errors.of(
          ErrorCode.CONFIG_SECRET,
          map.where("url") + ": url holds a password in clear",
          "take it out and write password: ${env:NAME} or ${file:path}");
    }
    return url;
  }
}
