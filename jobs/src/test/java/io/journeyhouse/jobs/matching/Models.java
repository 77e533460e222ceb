package io.journeyhouse.jobs.matching;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Models of the fields of {@link RandomRecords}. */
final class Models {
  private Models() {}

  /**
   * A model with weights at random.
   *
   * @param relatives the chance that two records are of two people of a household
   */
  static Model random(Random random, boolean isLearned, double relatives, Frequencies frequencies) {
    List<FieldWeights> weights =
        RandomRecords.FIELDS.stream()
            .map(field -> field.kind().comparison().exact())
            .map(
                levels ->
                    new FieldWeights(
                        chances(random, levels), chances(random, levels), chances(random, levels)))
            .toList();
    return new Model(
        RandomRecords.FIELDS,
        List.of("crm", "shop"),
        isLearned,
        isLearned,
        new double[][] {{1e-4, 3e-4}, {3e-4, 2e-5}},
        new double[][] {{relatives, relatives / 2}, {relatives / 2, relatives}},
        weights,
        List.of(
            new BlockingKey(List.of(KeyPart.of(3, Cut.WHOLE))),
            new BlockingKey(List.of(KeyPart.of(1, Cut.SOUND), KeyPart.of(2, Cut.YEAR)))),
        frequencies);
  }

  /** How often the values of records occur, as far as at least so often. */
  static Frequencies frequencies(List<Features> records, int least) {
    long[] totals = new long[RandomRecords.FIELDS.size()];
    java.util.Map<Long, Long> counts = new java.util.TreeMap<>();
    for (Features record : records) {
      for (int f = 0; f < totals.length; f++) {
        for (String value : record.values()[f]) {
          totals[f]++;
          counts.merge(Frequencies.hash(f, value), 1L, Long::sum);
        }
      }
    }
    counts.values().removeIf(count -> count < least);
    return new Frequencies(
        totals,
        counts.keySet().stream().mapToLong(Long::longValue).toArray(),
        counts.values().stream().mapToLong(Long::longValue).toArray(),
        least);
  }

  /** Index 0 is not used. */
  private static double[] chances(Random random, int levels) {
    double[] chances = new double[levels + 1];
    for (int level = 1; level <= levels; level++) {
      chances[level] = .01 + random.nextDouble();
    }
    double sum = Arrays.stream(chances).sum();
    return Arrays.stream(chances).map(chance -> chance / sum).toArray();
  }
}
