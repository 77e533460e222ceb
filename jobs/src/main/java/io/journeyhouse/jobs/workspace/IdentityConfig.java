package io.journeyhouse.jobs.workspace;

import io.journeyhouse.common.config.YamlMap;
import io.journeyhouse.common.config.YamlNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who is one customer.
 *
 * @param caps identifier type to the number of records that may state one value of it; a value that
 *     more records state links nothing
 */
public record IdentityConfig(Map<String, Integer> caps) {
  private static final String FILE = "identity.yml";

  /** The packaged default. */
  public static IdentityConfig packaged() {
    return read(ConfigFiles.packaged(FILE));
  }

  static IdentityConfig read(ConfigFiles files) {
    return read(files.orDefault(FILE));
  }

  private static IdentityConfig read(YamlNode file) {
    YamlMap caps = file.map().noOtherKeys("caps").map("caps");
    caps.noOtherKeys("email", "phone", "loyalty", "login");
    Map<String, Integer> byType = new LinkedHashMap<>();
    for (String type : caps.keys()) {
      int cap = caps.get(type).integer();
      if (cap < 1) {
        throw caps.get(type).invalid("must be 1 or more", "write the most records of one person");
      }
      byType.put(type, cap);
    }
    return new IdentityConfig(Map.copyOf(byType));
  }
}
