package io.journeyhouse.common.config;

import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * A map in a YAML file, in the order of the file. Call {@link #noOtherKeys} first, so that a
 * mistyped key is reported as such and not as the absence of the right one.
 */
public final class YamlMap {
  private final YamlNode self;
  private final Map<String, YamlNode> values = new LinkedHashMap<>();
  private final Map<String, String> keyPlaces = new LinkedHashMap<>();

  YamlMap(String file, YamlNode self, MappingNode mapping) {
    this.self = self;
    for (NodeTuple tuple : mapping.getValue()) {
      String place = file + ":" + YamlNode.line(tuple.getKeyNode().getStartMark());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw Errors.invalidValue(place, "a key must be a word", "write key: value");
      }
      if (values.put(key.getValue(), new YamlNode(file, key.getValue(), tuple.getValueNode()))
          != null) {
        throw Errors.invalidValue(
            place, "key '" + key.getValue() + "' stands here twice", "remove one of the two");
      }
      keyPlaces.put(key.getValue(), place);
    }
  }

  public String where() {
    return self.where();
  }

  /** Where a key stands. */
  public String where(String key) {
    return keyPlaces.getOrDefault(key, where());
  }

  /** Refuses every key but these. */
  public YamlMap noOtherKeys(String... known) {
    List<String> words = Arrays.asList(known);
    for (String key : values.keySet()) {
      if (!words.contains(key)) {
        throw Errors.unknownKey(where(key), key, words);
      }
    }
    return this;
  }

  public Set<String> keys() {
    return values.keySet();
  }

  public boolean has(String key) {
    return values.containsKey(key);
  }

  /** The value of a key that must be there. */
  public YamlNode get(String key) {
    return find(key)
        .orElseThrow(
            () ->
                Errors.of(
                    ErrorCode.CONFIG_INVALID_VALUE,
                    where() + ": '" + key + "' is missing",
                    "add " + key + ": to " + self.name()));
  }

  public Optional<YamlNode> find(String key) {
    return Optional.ofNullable(values.get(key));
  }

  public String requireString(String key) {
    return get(key).string();
  }

  public Optional<String> optString(String key) {
    return find(key).map(YamlNode::string);
  }

  public String string(String key, String otherwise) {
    return optString(key).orElse(otherwise);
  }

  public String oneOf(String key, Collection<String> words) {
    return get(key).oneOf(words);
  }

  public <E extends Enum<E>> E oneOf(String key, Class<E> type) {
    return get(key).oneOf(type);
  }

  public boolean bool(String key, boolean otherwise) {
    return find(key).map(YamlNode::bool).orElse(otherwise);
  }

  public int integer(String key, int otherwise) {
    return find(key).map(YamlNode::integer).orElse(otherwise);
  }

  public BigDecimal decimal(String key) {
    return get(key).decimal();
  }

  public LocalDate date(String key) {
    return get(key).date();
  }

  public Period period(String key) {
    return get(key).period();
  }

  public Duration duration(String key) {
    return get(key).duration();
  }

  public Duration duration(String key, Duration otherwise) {
    return find(key).map(YamlNode::duration).orElse(otherwise);
  }

  public ZoneId zone(String key, ZoneId otherwise) {
    return find(key).map(YamlNode::zone).orElse(otherwise);
  }

  /** The entries of a list; none where the key is absent. */
  public List<YamlNode> list(String key) {
    return find(key).map(YamlNode::list).orElse(List.of());
  }

  /** The texts of a list; none where the key is absent. */
  public List<String> strings(String key) {
    return find(key).map(YamlNode::strings).orElse(List.of());
  }

  /** The map under a key that must be there. */
  public YamlMap map(String key) {
    return get(key).map();
  }
}
