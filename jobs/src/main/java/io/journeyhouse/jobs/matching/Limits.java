package io.journeyhouse.jobs.matching;

import java.io.Serializable;
import java.util.List;
import java.util.Set;

/**
 * What one person has at most: clusters that would have more together are not put together.
 *
 * @param types the types of identifiers that are limited, the one whose links weigh most first
 * @param duplicateFree sources that have each person once
 * @param records the most records of a person
 * @param identifiers the most different identifiers of a person, of all types together
 * @param ambiguityBits a record that is nearer to one of two clusters by less than this, which
 *     cannot be one, stays alone
 */
public record Limits(
    List<OfType> types,
    Set<String> duplicateFree,
    int records,
    int identifiers,
    double ambiguityBits)
    implements Serializable {

  /** No limit at all. */
  public static final Limits NONE =
      new Limits(List.of(), Set.of(), Integer.MAX_VALUE, Integer.MAX_VALUE, 0);

  /**
   * How many different identifiers of a type a person has at most.
   *
   * @param days that their times are apart at most, for them to count together; 0 for ever
   */
  public record OfType(String type, int values, int days) implements Serializable {}
}
