package io.journeyhouse.jobs.matching;

import io.journeyhouse.jobs.matching.Session.Pair;
import io.journeyhouse.jobs.matching.Session.Sources;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** From samples of records to a model: weights of the levels, priors, and keys to compare by. */
final class Trainer {
  private static final int RANDOM_RECORDS = 20_000;
  private static final int RANDOM_PAIRS = 500_000;
  private static final int MOST_SESSIONS = 8;
  private static final int RECORDS_IN_SESSION = 60_000;
  private static final int PRIOR_ROUNDS = 3;
  private static final int MADE_UP_PAIRS = 4_000;
  private static final int PAIRS_FOR_RECALL = 5_000;
  private static final int ENOUGH_FOR_RECALL = 20;

  /**
   * A pair of a session.
   *
   * @param parts on which its records agree
   * @param standsFor so many pairs
   */
  private record Drawn(int session, long pattern, long parts, double standsFor) {}

  /** A pair that is likely of one person. */
  private record Found(Drawn pair, double weight) {}

  private final List<Field> fields;
  private final List<String> sources;
  private final MatchSettings settings;

  Trainer(List<Field> fields, List<String> sources, MatchSettings settings) {
    this.fields = fields;
    this.sources = sources;
    this.settings = settings;
  }

  Model train(Samples samples, Frequencies frequencies) {
    long[] sizes = samples.sizes();
    long all = Arrays.stream(sizes).sum();
    if (all < settings.records()) {
      return ExactIdentifiers.model(fields, sources, frequencies);
    }
    List<Features> random = samples.random(RANDOM_RECORDS);
    Patterns patterns = new Patterns(fields);
    KeySelection selection =
        new KeySelection(fields, random, all, settings.comparing().pairsPerKey());
    List<KeySelection.Candidate> candidates = selection.candidates();
    List<KeySelection.Candidate> keys = sessionKeys(candidates, selection);
    List<Session> sessions = sessions(samples, keys, selection, all, patterns);
    if (sessions.isEmpty()) {
      return ExactIdentifiers.model(fields, sources, frequencies);
    }
    List<Drawn> drawn = drawn(sessions, selection);
    Training training = new Training(fields, patternsOf(random, patterns), sessions);
    double[][] priors = new double[sizes.length][sizes.length];
    double[][] relatives = new double[sizes.length][sizes.length];
    List<Found> found = List.of();
    for (int round = 0; round < PRIOR_ROUNDS; round++) {
      training.run();
      found = found(drawn, training);
      double matches = estimate(sessions, keys, found, training, sizes, priors, relatives);
      training.setPrior(Math.min(.5, matches / Math.max(1, all * (all - 1.0) / 2)));
    }
    List<KeySelection.Chosen> chosen =
        selection.choose(candidates, madeUpPairs(selection.parts(), sessions, found), settings);
    return new Model(
        fields,
        sources,
        true,
        settings.weighsRarity(),
        priors,
        relatives,
        IntStream.range(0, fields.size()).mapToObj(training::weights).toList(),
        chosen.stream()
            .sorted(Comparator.comparingDouble(KeySelection.Chosen::pairs))
            .map(KeySelection.Chosen::key)
            .toList(),
        frequencies);
  }

  private static Map<Long, long[]> patternsOf(List<Features> records, Patterns patterns) {
    PatternCounts counts = new PatternCounts();
    long n = records.size();
    for (long i = 1; i <= Math.min(RANDOM_PAIRS, n * (n - 1) / 2); i++) {
      long hash = Hash.mix(i);
      Features left = records.get((int) Long.remainderUnsigned(hash, n));
      Features right = records.get((int) Long.remainderUnsigned(Hash.mix(hash), n));
      if (left != right) {
        counts.add(patterns.of(left, right));
      }
    }
    return counts.sorted();
  }

  /** Keys that many records have and few records share, no field in more than half of them. */
  private List<KeySelection.Candidate> sessionKeys(
      List<KeySelection.Candidate> candidates, KeySelection selection) {
    record Rated(KeySelection.Candidate candidate, double worth) {}
    List<Rated> rated =
        candidates.stream()
            .map(
                candidate ->
                    new Rated(candidate, selection.share(candidate) / (1 + candidate.pairs())))
            .sorted(
                Comparator.comparingDouble((Rated r) -> -r.worth)
                    .thenComparingLong(r -> r.candidate.parts()))
            .toList();
    int[] used = new int[fields.size()];
    Set<Integer> fieldSets = new HashSet<>();
    List<KeySelection.Candidate> keys = new ArrayList<>();
    for (Rated each : rated) {
      int places = each.candidate.key().fields();
      boolean leavesOthers = Integer.bitCount(places) < fields.size();
      boolean isNew =
          IntStream.range(0, fields.size())
              .allMatch(f -> (places & 1 << f) == 0 || used[f] < MOST_SESSIONS / 2);
      if (keys.size() < MOST_SESSIONS && leavesOthers && isNew && fieldSets.add(places)) {
        IntStream.range(0, fields.size())
            .filter(f -> (places & 1 << f) != 0)
            .forEach(f -> used[f]++);
        keys.add(each.candidate);
      }
    }
    return keys;
  }

  private List<Session> sessions(
      Samples samples,
      List<KeySelection.Candidate> candidates,
      KeySelection selection,
      long all,
      Patterns patterns) {
    List<BlockingKey> keys = candidates.stream().map(KeySelection.Candidate::key).toList();
    List<Long> oneIn =
        candidates.stream()
            .map(key -> (long) Math.ceil(selection.share(key) * all / RECORDS_IN_SESSION))
            .map(every -> Math.max(1, every))
            .toList();
    List<List<Features>> records = samples.ofBlocks(keys, oneIn);
    return IntStream.range(0, keys.size())
        .parallel()
        .mapToObj(
            k ->
                Session.of(
                    keys.get(k), oneIn.get(k), records.get(k), patterns, settings.linkOnly()))
        .flatMap(List::stream)
        .toList();
  }

  /** Some pairs of each session, evenly over all of them. */
  private static List<Drawn> drawn(List<Session> sessions, KeySelection selection) {
    List<Drawn> drawn = new ArrayList<>();
    for (int s = 0; s < sessions.size(); s++) {
      List<Pair> pairs = sessions.get(s).pairs();
      int every = 1 + pairs.size() / PAIRS_FOR_RECALL;
      for (int i = 0; i < pairs.size(); i += every) {
        Pair pair = pairs.get(i);
        drawn.add(
            new Drawn(
                s,
                pair.pattern(),
                selection.agreement(pair.left(), pair.right()),
                every * (double) sessions.get(s).oneIn()));
      }
    }
    return drawn;
  }

  private static List<Found> found(List<Drawn> drawn, Training training) {
    List<Found> found = new ArrayList<>();
    for (Drawn pair : drawn) {
      double same = training.same(pair.session, pair.pattern);
      if (same > .5) {
        found.add(new Found(pair, same * pair.standsFor));
      }
    }
    return found;
  }

  /** Fills in the priors and returns how many pairs of one person there may be in all. */
  private double estimate(
      List<Session> sessions,
      List<KeySelection.Candidate> keys,
      List<Found> found,
      Training training,
      long[] sizes,
      double[][] priors,
      double[][] relatives) {
    Map<BlockingKey, Double> recalls = new LinkedHashMap<>();
    keys.forEach(key -> recalls.put(key.key(), recall(key, sessions, found)));
    if (recalls.values().stream().allMatch(recall -> recall == 0)) {
      recalls.replaceAll((key, recall) -> .5);
    }
    // keys on what is seldom shared in a household find hardly any relatives, but namesakes
    int own =
        IntStream.range(0, fields.size())
            .filter(f -> fields.get(f).kind().isOwn())
            .map(f -> 1 << f)
            .sum();
    double matches = 0;
    for (int a = 0; a < sizes.length; a++) {
      for (int b = a; b < sizes.length; b++) {
        double same = 0;
        double sameRecall = 0;
        double related = 0;
        double relatedRecall = 0;
        for (int s = 0; s < sessions.size(); s++) {
          Session session = sessions.get(s);
          double recall = recalls.getOrDefault(session.key(), 0.0);
          if (session.sources().equals(new Sources(a, b)) && recall > 0) {
            double pairs = session.pairs().size() * (double) session.oneIn();
            same += training.matched(s) * pairs;
            sameRecall += recall;
            if ((session.key().fields() & own) == 0) {
              related += training.related(s) * pairs;
              relatedRecall += recall * training.relativesAgree(session.key());
            }
          }
        }
        double total =
            Math.max(1, a == b ? sizes[a] * (sizes[a] - 1.0) / 2 : sizes[a] * (double) sizes[b]);
        double ofTwo = sameRecall == 0 ? .1 : same / sameRecall;
        matches += ofTwo;
        priors[a][b] = Math.min(.5, ofTwo / total);
        priors[b][a] = priors[a][b];
        relatives[a][b] = relatedRecall == 0 ? 0 : Math.min(.5, related / relatedRecall / total);
        relatives[b][a] = relatives[a][b];
      }
    }
    return matches;
  }

  /** The share of pairs of one person that a key finds, among those that other fields found. */
  private static double recall(
      KeySelection.Candidate key, List<Session> sessions, List<Found> found) {
    double others = 0;
    double agreeing = 0;
    for (Found each : found) {
      if ((usedBy(each, sessions) & key.key().fields()) == 0) {
        others += each.weight;
        agreeing += (each.pair.parts & key.parts()) == key.parts() ? each.weight : 0;
      }
    }
    return others < ENOUGH_FOR_RECALL ? 0 : agreeing / others;
  }

  /**
   * Pairs of one person as they would be if the fields' errors were independent: each field agrees
   * as in a pair that was found without it. The two names are taken from one pair.
   */
  private static long[] madeUpPairs(
      List<KeyPart> parts, List<Session> sessions, List<Found> found) {
    long[] agreed = found.stream().mapToLong(each -> each.pair.parts).toArray();
    long[] made = new long[MADE_UP_PAIRS];
    Map<Integer, Long> units = units(parts);
    units.forEach(
        (places, ofUnit) -> {
          int[] free =
              IntStream.range(0, agreed.length)
                  .filter(i -> (usedBy(found.get(i), sessions) & places) == 0)
                  .toArray();
          if (free.length < ENOUGH_FOR_RECALL) {
            free =
                IntStream.range(0, agreed.length)
                    .filter(i -> (usedBy(found.get(i), sessions) & places) != places)
                    .toArray();
          }
          for (int i = 0; i < made.length && free.length > 0; i++) {
            long dice = Hash.mix(Hash.mix(i + 1L) + places);
            made[i] |= agreed[free[(int) Long.remainderUnsigned(dice, free.length)]] & ofUnit;
          }
        });
    return made;
  }

  private static int usedBy(Found found, List<Session> sessions) {
    return sessions.get(found.pair.session).key().fields();
  }

  /** Fields that must be taken together, as bits, with the parts that look at them. */
  private static Map<Integer, Long> units(List<KeyPart> parts) {
    int both =
        parts.stream()
            .map(KeyPart::fields)
            .filter(f -> Integer.bitCount(f) > 1)
            .findFirst()
            .orElse(0);
    Map<Integer, Long> units = new TreeMap<>();
    for (int p = 0; p < parts.size(); p++) {
      int places = parts.get(p).fields();
      units.merge((places & both) == 0 ? places : both, 1L << p, (a, b) -> a | b);
    }
    return units;
  }
}
