package io.journeyhouse.jobs.matching;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Expectation maximisation without labels over counts of patterns: {@code m} of records of one
 * person, {@code u} of two people taken at random, and {@code r} of two people who share a
 * household, whose names, addresses and numbers agree but whose own fields (given name, birth date,
 * gender) do not. A field that is part of a session's key says nothing in that session. The model
 * is that of Fellegi and Sunter with a third class; without it, households are taken for people who
 * often change their given name.
 */
final class Training {
  private static final int MOST_ROUNDS = 200;
  private static final int ROUNDS_BETWEEN_U = 5;
  private static final double NO_CHANGE = 1e-6;
  private static final double SMOOTHING = .5;
  private static final double LEAST_M = 1e-3;

  /** The share of relatives of whom an own field is as alike as one person's: twins, namesakes. */
  private static final double RELATIVES_ALIKE = .01;

  /** Of fewer pairs nothing is learned of a level. */
  private static final long LEAST_SHOWN = 5;

  private static final double TOWARDS_RANDOM = 20;

  private final List<Session> sessions;
  private final Map<Long, long[]> random;
  private final boolean[] isOwn;
  private final boolean hasRelatives;
  private final double[][] m;
  private final double[][] u;
  private final double[][] r;
  private final double[] matched;
  private final double[] related;
  private double prior = 1e-4;

  /** The chances that a pair is of one person, and of relatives. */
  record Chances(double same, double related) {}

  /**
   * @param random patterns of pairs taken at random
   */
  Training(List<Field> fields, Map<Long, long[]> random, List<Session> sessions) {
    this.sessions = sessions;
    this.random = random;
    isOwn = new boolean[fields.size()];
    m = new double[fields.size()][];
    u = new double[fields.size()][];
    r = new double[fields.size()][];
    for (int f = 0; f < m.length; f++) {
      isOwn[f] = fields.get(f).kind().isOwn();
      int levels = fields.get(f).kind().comparison().exact();
      m[f] = new double[levels + 1];
      u[f] = new double[levels + 1];
      Arrays.fill(m[f], 1, levels, .2 / (levels - 1));
      m[f][levels] = .8;
    }
    hasRelatives = fields.stream().filter(field -> field.kind().isOwn()).count() > 1;
    matched = new double[sessions.size()];
    related = new double[sessions.size()];
    Arrays.fill(matched, .5);
    Arrays.fill(related, hasRelatives ? .1 : 0);
    countU(false);
    for (int f = 0; f < m.length; f++) {
      r[f] = isOwn[f] ? u[f].clone() : m[f].clone();
    }
  }

  /** Repeats until nothing changes. */
  void run() {
    for (int round = 1; round <= MOST_ROUNDS; round++) {
      double[][] before = Stream.of(m).map(double[]::clone).toArray(double[][]::new);
      step();
      if (round % ROUNDS_BETWEEN_U == 0) {
        countU(true);
      }
      if (largestChange(before) < NO_CHANGE) {
        return;
      }
    }
  }

  private void step() {
    double[][] same = smoothed(false);
    double[][] relatives = smoothed(true);
    for (int s = 0; s < sessions.size(); s++) {
      int skipped = sessions.get(s).key().fields();
      double all = 0;
      double sumSame = 0;
      double sumRelated = 0;
      for (Map.Entry<Long, long[]> entry : sessions.get(s).patterns().entrySet()) {
        long pattern = entry.getKey();
        double count = entry.getValue()[0];
        Chances chances = chances(pattern, skipped, matched[s], related[s]);
        all += count;
        sumSame += chances.same * count;
        sumRelated += chances.related * count;
        add(same, pattern, skipped, chances.same * count);
        add(relatives, pattern, skipped, chances.related * count);
      }
      matched[s] = Math.min(Math.max((sumSame + .1) / (all + 1), 1e-9), 1 - 1e-6);
      related[s] =
          hasRelatives ? Math.min((sumRelated + .01) / (all + 1), 1 - 1e-6 - matched[s]) : 0;
    }
    for (int f = 0; f < m.length; f++) {
      normalise(same[f], m[f], LEAST_M);
      if (!isOwn[f]) {
        normalise(relatives[f], r[f], 0);
      }
      for (int level = 1; isOwn[f] && level < r[f].length; level++) {
        r[f][level] = (1 - RELATIVES_ALIKE) * u[f][level] + RELATIVES_ALIKE * m[f][level];
      }
    }
  }

  /** Of pairs taken at random, as far as they are not of one person. */
  private void countU(boolean leavesOutMatches) {
    double[][] counts = new double[u.length][];
    for (int f = 0; f < u.length; f++) {
      counts[f] = new double[u[f].length];
      Arrays.fill(counts[f], 1, counts[f].length, SMOOTHING);
    }
    random.forEach(
        (pattern, count) ->
            add(
                counts,
                pattern,
                0,
                count[0] * (leavesOutMatches ? 1 - chances(pattern, 0, prior, 0).same : 1)));
    for (int f = 0; f < u.length; f++) {
      normalise(counts[f], u[f], 0);
    }
  }

  private Chances chances(long pattern, int skipped, double same, double relatives) {
    double rest = Math.max(1 - same - relatives, 1e-9);
    double odds = same / rest;
    double relatedOdds = relatives / rest;
    for (int f = 0; f < m.length; f++) {
      int level = Patterns.level(pattern, f);
      if (level != Comparison.MISSING && (skipped & 1 << f) == 0) {
        odds *= m[f][level] / u[f][level];
        relatedOdds *= r[f][level] / u[f][level];
      }
    }
    double all = 1 + odds + relatedOdds;
    return new Chances(odds / all, relatedOdds / all);
  }

  /** The chance that a pair of a session is of one person. */
  double same(int session, long pattern) {
    return chances(
            pattern, sessions.get(session).key().fields(), matched[session], related[session])
        .same;
  }

  /** The share of a session's pairs that are of one person. */
  double matched(int session) {
    return matched[session];
  }

  /** The share of a session's pairs that are of relatives. */
  double related(int session) {
    return related[session];
  }

  /** How much more seldom relatives agree exactly on a key than records of one person. */
  double relativesAgree(BlockingKey key) {
    double ratio = 1;
    for (int f = 0; f < m.length; f++) {
      if ((key.fields() & 1 << f) != 0) {
        int exact = m[f].length - 1;
        ratio *= r[f][exact] / m[f][exact];
      }
    }
    return ratio;
  }

  void setPrior(double prior) {
    this.prior = prior;
  }

  FieldWeights weights(int field) {
    return new FieldWeights(m[field], u[field], r[field])
        .withRareLevelsMerged(shown(field), LEAST_SHOWN);
  }

  /** How many pairs, taken at random or met in sessions, showed each level of a field. */
  private long[] shown(int field) {
    long[] shown = new long[m[field].length];
    random.forEach((pattern, count) -> shown[Patterns.level(pattern, field)] += count[0]);
    for (Session session : sessions) {
      if ((session.key().fields() & 1 << field) == 0) {
        session
            .patterns()
            .forEach((pattern, count) -> shown[Patterns.level(pattern, field)] += count[0]);
      }
    }
    return shown;
  }

  private double[][] smoothed(boolean towardsRandom) {
    double[][] counts = new double[m.length][];
    for (int f = 0; f < m.length; f++) {
      counts[f] = new double[m[f].length];
      for (int level = 1; level < counts[f].length; level++) {
        counts[f][level] = SMOOTHING + (towardsRandom ? u[f][level] * TOWARDS_RANDOM : 0);
      }
    }
    return counts;
  }

  private double largestChange(double[][] before) {
    double change = 0;
    for (int f = 0; f < m.length; f++) {
      for (int level = 1; level < m[f].length; level++) {
        change = Math.max(change, Math.abs(before[f][level] - m[f][level]));
      }
    }
    return change;
  }

  private static void add(double[][] counts, long pattern, int skipped, double weight) {
    for (int f = 0; f < counts.length; f++) {
      int level = Patterns.level(pattern, f);
      if (level != Comparison.MISSING && (skipped & 1 << f) == 0) {
        counts[f][level] += weight;
      }
    }
  }

  private static void normalise(double[] counts, double[] into, double least) {
    double sum = 0;
    for (int level = 1; level < counts.length; level++) {
      sum += counts[level];
    }
    double raised = 0;
    for (int level = 1; level < counts.length; level++) {
      into[level] = Math.max(counts[level] / sum, least);
      raised += into[level];
    }
    for (int level = 1; level < counts.length; level++) {
      into[level] /= raised;
    }
  }
}
