package io.journeyhouse.jobs.sample;

import io.journeyhouse.jobs.sample.Action.Depth;

/**
 * When a person truly entered each stage: awareness with the first visit, opened message or
 * purchase; consideration with the first look at products; decision with the first basket;
 * retention with the first purchase; advocacy with the first share, referral or recommendation of 9
 * or 10.
 */
final class StageTimes {
  static final int AWARENESS = 0;
  static final int CONSIDERATION = 1;
  static final int DECISION = 2;
  static final int RETENTION = 3;
  static final int ADVOCACY = 4;
  static final String[] NAMES = {"awareness", "consideration", "decision", "retention", "advocacy"};

  private final long[] at = {
    Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE
  };

  void reach(int stage, long moment) {
    at[stage] = Math.min(at[stage], moment);
  }

  void visited(long moment, Depth depth, boolean shares) {
    reach(AWARENESS, moment);
    if (depth.compareTo(Depth.BROWSE) >= 0) {
      reach(CONSIDERATION, moment);
    }
    if (depth.compareTo(Depth.CART) >= 0) {
      reach(DECISION, moment);
    }
    if (shares) {
      reach(ADVOCACY, moment);
    }
  }

  boolean isReached(int stage) {
    return at[stage] != Long.MAX_VALUE;
  }

  long at(int stage) {
    return at[stage];
  }
}
