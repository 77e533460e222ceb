package io.journeyhouse.jobs.identity;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;

/** How many records may state one value before it links nothing and names nobody, by type. */
record Caps(Map<String, Integer> byType) {

  /** Whether values of a type link records at all. */
  Column links(Column type) {
    return type.isin(byType.keySet().stream().sorted().toArray());
  }

  /** The cap of a type that links. */
  Column of(Column type) {
    Column cap = lit(null).cast("int");
    for (Map.Entry<String, Integer> entry : new TreeMap<>(byType).entrySet()) {
      cap = when(type.equalTo(entry.getKey()), lit(entry.getValue())).otherwise(cap);
    }
    return cap;
  }
}
