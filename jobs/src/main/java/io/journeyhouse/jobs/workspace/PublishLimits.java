package io.journeyhouse.jobs.workspace;

import io.journeyhouse.common.config.YamlMap;

/**
 * How much a run may change of the published customers before a person has to look at it.
 *
 * @param people so many customers or records must be concerned; fewer are never held
 * @param changedIds percent of the surviving customers whose id would be another
 * @param merges customers that would be merged away, for a hundred new records
 * @param recordsGone percent of the records of one source
 * @param largest records of the largest customer, which would have to be twice as many as before
 */
public record PublishLimits(
    int people, double changedIds, double merges, double recordsGone, int largest) {
  static final PublishLimits DEFAULT = new PublishLimits(100, 5, 50, 10, 60);

  static PublishLimits read(YamlMap map) {
    map.noOtherKeys("people", "changed-ids", "merges", "records-gone", "largest");
    return new PublishLimits(
        (int) number(map, "people", DEFAULT.people),
        number(map, "changed-ids", DEFAULT.changedIds),
        number(map, "merges", DEFAULT.merges),
        number(map, "records-gone", DEFAULT.recordsGone),
        (int) number(map, "largest", DEFAULT.largest));
  }

  private static double number(YamlMap map, String key, double otherwise) {
    double value = map.find(key).map(node -> node.decimal().doubleValue()).orElse(otherwise);
    if (value < 0) {
      throw map.get(key).invalid("must not be below 0", "write 0 or more, or leave it out");
    }
    return value;
  }
}
