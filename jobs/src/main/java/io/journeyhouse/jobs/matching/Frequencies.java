package io.journeyhouse.jobs.matching;

import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import scala.Tuple2;

/**
 * How often each value of a field occurs, so that agreement on a rare value weighs more. Values
 * that are rarer than the table's least are taken to be as frequent as the last that it leaves out.
 */
final class Frequencies implements Serializable {
  private static final long serialVersionUID = 1;
  private static final double FILL = .5;
  private static final long FIELD = 31;

  private final long[] totals;
  private final long[] hashes;
  private final long[] counts;
  private final long rare;

  /**
   * @param totals the values of each field
   * @param least the smallest count that the table holds
   */
  Frequencies(long[] totals, long[] values, long[] counts, long least) {
    this.totals = totals;
    rare = Math.max(2, least - 1);
    int slots = Integer.highestOneBit((int) (values.length / FILL) + 1) * 2;
    hashes = new long[slots];
    this.counts = new long[slots];
    for (int i = 0; i < values.length; i++) {
      int slot = slot(values[i]);
      hashes[slot] = values[i];
      this.counts[slot] = counts[i];
    }
  }

  /** How many values each field has. */
  long[] totals() {
    return totals.clone();
  }

  /** The smallest count that the table holds. */
  long least() {
    return rare + 1;
  }

  /** Names of the values that the table holds, with their counts. */
  List<Tuple2<Long, Long>> entries() {
    return IntStream.range(0, hashes.length)
        .filter(slot -> hashes[slot] != 0)
        .mapToObj(slot -> new Tuple2<>(hashes[slot], counts[slot]))
        .toList();
  }

  /** The share of a field's values that are this one. */
  double share(int field, String value) {
    return share(field, Math.max(count(field, value), rare));
  }

  /** The smallest share that a value of a field may have. */
  double leastShare(int field) {
    return share(field, rare);
  }

  private double share(int field, long count) {
    return count / (double) Math.max(totals[field], rare);
  }

  /** How many records state a value; 0 where the table does not hold it. */
  long count(int field, String value) {
    return counts[slot(hash(field, value))];
  }

  /** Names of the values of a field that more records than the most state. */
  Set<Long> above(int field, long most) {
    return IntStream.range(0, hashes.length)
        .filter(slot -> counts[slot] > most && (hashes[slot] & FIELD) == field + 1)
        .mapToObj(slot -> hashes[slot])
        .collect(Collectors.toSet());
  }

  /** Names a value of a field, which is in the lowest bits; never 0. */
  static long hash(int field, String value) {
    return Hash.of(value, field) & ~FIELD | field + 1;
  }

  private int slot(long hash) {
    int mask = hashes.length - 1;
    int slot = (int) (hash >>> 20) & mask;
    while (hashes[slot] != 0 && hashes[slot] != hash) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
