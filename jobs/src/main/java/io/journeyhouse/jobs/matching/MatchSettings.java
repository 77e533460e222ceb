package io.journeyhouse.jobs.matching;

import java.io.Serializable;

/**
 * How records are compared and put together.
 *
 * @param linkOnly whether records of one source are never compared
 * @param records fewer records than these are linked by exact identifiers alone
 * @param weighsRarity whether agreement on a rare value weighs more than on a frequent one
 * @param comparing which records are compared
 * @param cutting what is put together
 */
public record MatchSettings(
    boolean linkOnly, long records, boolean weighsRarity, Comparing comparing, Cutting cutting)
    implements Serializable {
  private static final long RECORDS_OF_LAKE = 1000;

  /** The settings that need no tuning. */
  public static final MatchSettings DEFAULT =
      new MatchSettings(
          false,
          50,
          true,
          new Comparing(20, 6, 60, .0005, 500, 25),
          new Cutting(0, -4, -10, 15, -6, 300));

  /**
   * Which records are compared.
   *
   * @param keys the most keys to compare by
   * @param pairsPerKey the most pairs of a record by one key, on average
   * @param pairsPerRecord the most pairs of a record by all keys, on average
   * @param leastGain the share of pairs of one person that a key must add
   * @param block the most records that are compared with one another because of one value of a key
   * @param identifier the most records that may state an e-mail, a phone or an id before it is
   *     taken to name nobody
   */
  public record Comparing(
      int keys,
      double pairsPerKey,
      double pairsPerRecord,
      double leastGain,
      int block,
      long identifier)
      implements Serializable {}

  /**
   * What is put together.
   *
   * @param looseBits pairs from here on connect records
   * @param cutOffBits clusters are put together down to this mean
   * @param least bits of a pair count as no less
   * @param most bits of a pair count as no more
   * @param contradiction a given name, a birth date and a gender that together say less than this
   *     keep two records apart that share an e-mail, a phone or another identifier
   * @param component the most connected records that are looked at together
   */
  public record Cutting(
      double looseBits,
      double cutOffBits,
      double least,
      double most,
      double contradiction,
      int component)
      implements Serializable {
    private Cutting component(int most) {
      return new Cutting(looseBits, cutOffBits, least, this.most, contradiction, most);
    }
  }

  /** The same for a model that is to last: it is learned once there are more records. */
  public MatchSettings ofLake() {
    return records(RECORDS_OF_LAKE);
  }

  /** The same, but fewer records than so many are linked by exact identifiers alone. */
  public MatchSettings records(long least) {
    return new MatchSettings(linkOnly, least, weighsRarity, comparing, cutting);
  }

  /** The same, but records of one source are compared with one another or not. */
  public MatchSettings linkOnly(boolean only) {
    return new MatchSettings(only, records, weighsRarity, comparing, cutting);
  }

  /** The same, but rare values weigh more than frequent ones or not. */
  public MatchSettings weighsRarity(boolean weighs) {
    return new MatchSettings(linkOnly, records, weighs, comparing, cutting);
  }

  /** The same, but so many connected records are looked at together. */
  public MatchSettings component(int most) {
    return new MatchSettings(linkOnly, records, weighsRarity, comparing, cutting.component(most));
  }
}
