package io.journeyhouse.jobs.workspace;

import io.journeyhouse.common.config.YamlMap;
import java.io.Serializable;

/**
 * Which customers are one household.
 *
 * @param size the most customers that are one household because of their address alone
 * @param groupQuarters an address with more customers is none of a household
 */
public record HouseholdConfig(int size, int groupQuarters) implements Serializable {
  private static final long serialVersionUID = 1;

  /** What holds where nothing is configured. */
  public static final HouseholdConfig DEFAULT = new HouseholdConfig(10, 60);

  static HouseholdConfig read(YamlMap map) {
    map.noOtherKeys("size", "group-quarters");
    int size = IdentityConfig.atLeast(1, map, "size", DEFAULT.size);
    int groupQuarters =
        IdentityConfig.atLeast(1, map, "group-quarters", Math.max(size, DEFAULT.groupQuarters));
    if (groupQuarters < size) {
      throw map.get("group-quarters")
          .invalid("is less than the size of a household", "write " + size + " or more");
    }
    return new HouseholdConfig(size, groupQuarters);
  }
}
