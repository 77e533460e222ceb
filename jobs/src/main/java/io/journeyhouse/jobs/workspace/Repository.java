package io.journeyhouse.jobs.workspace;

import io.journeyhouse.common.config.YamlMap;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import org.jspecify.annotations.Nullable;

/** The database that remembers which steps of which runs are done. */
public record Repository(String url, @Nullable String user, @Nullable Secret password) {

  /** An H2 file in the workspace. */
  static Repository inWorkspace(ConfigFiles files) {
    String file = files.dir().resolve(".journeyhouse/repository").toAbsolutePath().toString();
    return new Repository("jdbc:h2:file:" + file, "sa", new Secret(""));
  }

  static Repository read(YamlMap map, ConfigFiles files) {
    map.noOtherKeys("url", "user", "password");
    return new Repository(
        jdbcUrl(map, files),
        map.find("user").map(files::resolve).orElse(null),
        map.find("password").map(files::secret).orElse(null));
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
