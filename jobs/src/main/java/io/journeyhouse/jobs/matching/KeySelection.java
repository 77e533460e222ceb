package io.journeyhouse.jobs.matching;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which keys records are compared by: those that together reach most of the records of one person
 * at the least cost, as far as the fields' errors are independent of one another.
 */
final class KeySelection {
  static final int MOST_PARTS = 3;

  /**
   * @param pairs pairs of a record, estimated for all records
   * @param parts its parts as bits, by their places among all parts
   */
  record Candidate(BlockingKey key, double pairs, long parts) {}

  record Chosen(BlockingKey key, double gain, double pairs) {}

  private final List<KeyPart> parts;
  private final List<Features> sample;
  private final double factor;
  private final long[][] cuts;
  private final double mostPairs;

  KeySelection(List<Field> fields, List<Features> sample, double records, double mostPairs) {
    this.sample = sample;
    this.mostPairs = mostPairs;
    factor = records / ((double) sample.size() * sample.size());
    parts = KeyPart.of(fields);
    cuts = new long[parts.size()][sample.size()];
    for (int p = 0; p < parts.size(); p++) {
      for (int i = 0; i < sample.size(); i++) {
        cuts[p][i] = cut(parts.get(p), sample.get(i));
      }
    }
  }

  List<KeyPart> parts() {
    return parts;
  }

  private static long cut(KeyPart part, Features record) {
    String[] values = part.of(record);
    return values.length == 0 ? 0 : Hash.of(values[0], 7) | 1;
  }

  /** The keys with the fewest parts that give few enough pairs; none contains another. */
  List<Candidate> candidates() {
    List<Candidate> found = new ArrayList<>();
    List<long[]> open = new ArrayList<>();
    open.add(new long[] {0});
    for (int size = 1; size <= MOST_PARTS; size++) {
      List<long[]> next = new ArrayList<>();
      for (long[] set : open) {
        int from = 64 - Long.numberOfLeadingZeros(set[0]);
        for (int p = from; p < parts.size(); p++) {
          long with = set[0] | 1L << p;
          if (usesFieldTwice(with) || containsOne(found, with)) {
            continue;
          }
          double pairs = pairs(with);
          if (pairs <= mostPairs) {
            found.add(new Candidate(key(with), pairs, with));
          } else {
            next.add(new long[] {with});
          }
        }
      }
      open = next;
    }
    return found;
  }

  /** The share of the sample that has a value of the key. */
  double share(Candidate candidate) {
    int[] places =
        IntStream.range(0, parts.size()).filter(p -> (candidate.parts() & 1L << p) != 0).toArray();
    long having =
        IntStream.range(0, sample.size())
            .filter(i -> IntStream.of(places).allMatch(p -> cuts[p][i] != 0))
            .count();
    return having / Math.max(1.0, sample.size());
  }

  private boolean usesFieldTwice(long set) {
    int fields = 0;
    for (int p = 0; p < parts.size(); p++) {
      if ((set & 1L << p) != 0) {
        int field = parts.get(p).fields();
        if ((fields & field) != 0) {
          return true;
        }
        fields |= field;
      }
    }
    return false;
  }

  private static boolean containsOne(List<Candidate> found, long set) {
    for (Candidate candidate : found) {
      if ((candidate.parts() & set) == candidate.parts()) {
        return true;
      }
    }
    return false;
  }

  private BlockingKey key(long set) {
    List<KeyPart> chosen = new ArrayList<>();
    for (int p = 0; p < parts.size(); p++) {
      if ((set & 1L << p) != 0) {
        chosen.add(parts.get(p));
      }
    }
    return new BlockingKey(List.copyOf(chosen));
  }

  /** Pairs that a record would be part of, counted in the sample. */
  private double pairs(long set) {
    long[] hashes = new long[sample.size()];
    int filled = 0;
    next:
    for (int i = 0; i < hashes.length; i++) {
      long hash = 1;
      for (int p = 0; p < parts.size(); p++) {
        if ((set & 1L << p) != 0) {
          if (cuts[p][i] == 0) {
            continue next;
          }
          hash = (hash ^ cuts[p][i]) * 0x9E3779B97F4A7C15L;
          hash ^= hash >>> 29;
        }
      }
      hashes[filled++] = hash;
    }
    Arrays.sort(hashes, 0, filled);
    double pairs = 0;
    int run = 1;
    for (int i = 1; i <= filled; i++) {
      if (i < filled && hashes[i] == hashes[i - 1]) {
        run++;
      } else {
        pairs += run * (run - 1.0) / 2;
        run = 1;
      }
    }
    return pairs * factor;
  }

  /** The parts on which two records agree. */
  long agreement(Features left, Features right) {
    long agreed = 0;
    for (int p = 0; p < parts.size(); p++) {
      long cut = cut(parts.get(p), left);
      if (cut != 0 && cut == cut(parts.get(p), right)) {
        agreed |= 1L << p;
      }
    }
    return agreed;
  }

  /**
   * Keys in the order of what they add.
   *
   * @param agreements of made-up pairs of one person
   */
  List<Chosen> choose(List<Candidate> candidates, long[] agreements, MatchSettings settings) {
    boolean[] isReached = new boolean[agreements.length];
    List<Chosen> chosen = new ArrayList<>();
    List<Candidate> left = new ArrayList<>(candidates);
    left.sort(Comparator.comparingLong(Candidate::parts));
    double spent = 0;
    while (chosen.size() < settings.comparing().keys()) {
      Candidate best = null;
      double bestWorth = 0;
      int bestGain = 0;
      for (Candidate candidate : left) {
        int gain = 0;
        for (int i = 0; i < agreements.length; i++) {
          if (!isReached[i] && (agreements[i] & candidate.parts()) == candidate.parts()) {
            gain++;
          }
        }
        double worth = gain / (candidate.pairs() + 0.5);
        boolean fits = spent + candidate.pairs() <= settings.comparing().pairsPerRecord();
        if (fits
            && worth > bestWorth
            && gain >= settings.comparing().leastGain() * agreements.length) {
          best = candidate;
          bestWorth = worth;
          bestGain = gain;
        }
      }
      if (best == null) {
        return chosen;
      }
      spent += best.pairs();
      left.remove(best);
      chosen.add(new Chosen(best.key(), bestGain / (double) agreements.length, best.pairs()));
      for (int i = 0; i < agreements.length; i++) {
        isReached[i] |= (agreements[i] & best.parts()) == best.parts();
      }
    }
    return chosen;
  }
}
