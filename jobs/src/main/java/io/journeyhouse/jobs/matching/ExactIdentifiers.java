package io.journeyhouse.jobs.matching;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The model where nothing can be learned, of few records or of fields that cannot be compared:
 * records are of one person if they state the same e-mail, phone or id.
 */
final class ExactIdentifiers {
  /** One in a million before anything is known, a thousand to one for the same identifier. */
  private static final double PRIOR = 0x1p-20;

  private static final double SAME = .5;
  private static final double SAME_BY_CHANCE = 0x1p-31;

  private ExactIdentifiers() {}

  static Model model(List<Field> fields, List<String> sources, Frequencies frequencies) {
    double[][] priors = new double[sources.size()][sources.size()];
    for (double[] row : priors) {
      Arrays.fill(row, PRIOR);
    }
    List<FieldWeights> weights = new ArrayList<>();
    List<BlockingKey> keys = new ArrayList<>();
    for (int f = 0; f < fields.size(); f++) {
      int levels = fields.get(f).kind().comparison().exact();
      double[] even = new double[levels + 1];
      Arrays.fill(even, 1, levels + 1, 1.0 / levels);
      if (fields.get(f).kind().isIdentifier()) {
        weights.add(new FieldWeights(withLast(even, SAME), withLast(even, SAME_BY_CHANCE), even));
        keys.add(new BlockingKey(List.of(KeyPart.of(f, Cut.WHOLE))));
      } else {
        weights.add(new FieldWeights(even, even, even));
      }
    }
    return new Model(
        fields,
        sources,
        false,
        false,
        priors,
        new double[sources.size()][sources.size()],
        weights,
        keys,
        frequencies);
  }

  private static double[] withLast(double[] chances, double last) {
    double[] changed = chances.clone();
    changed[changed.length - 1] = last;
    return changed;
  }
}
