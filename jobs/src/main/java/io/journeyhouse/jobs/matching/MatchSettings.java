package io.journeyhouse.jobs.matching;

import java.io.Serializable;

/**
 * How records are compared and put together.
 *
 * @param linkOnly whether records of one source are never compared
 * @param keys the most keys to compare by
 * @param pairsPerKey the most pairs of a record by one key, on average
 * @param pairsPerRecord the most pairs of a record by all keys, on average
 * @param leastGain the share of pairs of one person that a key must add
 * @param block the most records that are compared with one another because of one value of a key
 * @param identifier the most records that may state an e-mail, a phone or an id before it is taken
 *     to name nobody
 * @param records fewer records than these are linked by exact identifiers alone
 * @param weighsRarity whether agreement on a rare value weighs more than on a frequent one
 * @param looseBits pairs from here on connect records
 * @param cutOffBits clusters are put together down to this mean
 * @param least bits of a pair count as no less
 * @param most bits of a pair count as no more
 * @param contradiction a given name, a birth date and a gender that together say less than this
 *     keep two records apart that share an e-mail, a phone or another identifier
 * @param component the most connected records that are looked at together
 */
public record MatchSettings(
    boolean linkOnly,
    int keys,
    double pairsPerKey,
    double pairsPerRecord,
    double leastGain,
    int block,
    long identifier,
    long records,
    boolean weighsRarity,
    double looseBits,
    double cutOffBits,
    double least,
    double most,
    double contradiction,
    int component)
    implements Serializable {
  private static final long RECORDS_OF_LAKE = 1000;

  /** The settings that need no tuning. */
  public static final MatchSettings DEFAULT =
      new MatchSettings(false, 20, 6, 60, .0005, 500, 25, 50, true, 0, -4, -10, 15, -6, 300);

  /** The same for a model that is to last: it is learned once there are more records. */
  public MatchSettings ofLake() {
    return minRecords(RECORDS_OF_LAKE);
  }

  /** The same, but fewer records than so many are linked by exact identifiers alone. */
  public MatchSettings minRecords(long least) {
    return new MatchSettings(
        linkOnly,
        keys,
        pairsPerKey,
        pairsPerRecord,
        leastGain,
        block,
        identifier,
        least,
        weighsRarity,
        looseBits,
        cutOffBits,
        this.least,
        most,
        contradiction,
        component);
  }

  /** The same, but records of one source are compared with one another or not. */
  public MatchSettings linkOnly(boolean only) {
    return new MatchSettings(
        only,
        keys,
        pairsPerKey,
        pairsPerRecord,
        leastGain,
        block,
        identifier,
        records,
        weighsRarity,
        looseBits,
        cutOffBits,
        least,
        most,
        contradiction,
        component);
  }

  /** The same, but rare values weigh more than frequent ones or not. */
  public MatchSettings weighsRarity(boolean weighs) {
    return new MatchSettings(
        linkOnly,
        keys,
        pairsPerKey,
        pairsPerRecord,
        leastGain,
        block,
        identifier,
        records,
        weighs,
        looseBits,
        cutOffBits,
        least,
        most,
        contradiction,
        component);
  }

  /** The same, but so many connected records are looked at together. */
  public MatchSettings component(int records) {
    return new MatchSettings(
        linkOnly,
        keys,
        pairsPerKey,
        pairsPerRecord,
        leastGain,
        block,
        identifier,
        this.records,
        weighsRarity,
        looseBits,
        cutOffBits,
        least,
        most,
        contradiction,
        records);
  }
}
