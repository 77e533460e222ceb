package io.journeyhouse.jobs.matching;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What was learned of the fields, after Fellegi and Sunter, "A Theory for Record Linkage" (1969).
 *
 * @param sources names of the sources, whose numbers are their places
 * @param priors the chance that two records of two sources, taken at random, are of one person
 * @param relatives the chance that they are of two people of a household
 * @param weights of each field
 * @param isLearned whether anything was learned; if not, exact identifiers alone decide
 * @param weighsRarity whether agreement on a rare value weighs more than on a frequent one
 * @param keys what records must share to be compared, the most selective first
 */
public record Model(
    List<Field> fields,
    List<String> sources,
    boolean isLearned,
    boolean weighsRarity,
    double[][] priors,
    double[][] relatives,
    List<FieldWeights> weights,
    List<BlockingKey> keys,
    Frequencies frequencies)
    implements Serializable {

  /** What records must share to be compared, in words: {@code surname.sound + birth_date.year}. */
  List<String> describedKeys() {
    return keys.stream().map(key -> key.describe(fields)).toList();
  }

  /**
   * The same with sources that were not there when it was learned: of them as much is taken to be
   * of one person as of the others on average.
   */
  public Model withSources(List<String> others) {
    List<String> all = new ArrayList<>(sources);
    others.stream().filter(source -> !sources.contains(source)).forEach(all::add);
    return all.size() == sources.size()
        ? this
        : new Model(
            fields,
            List.copyOf(all),
            isLearned,
            weighsRarity,
            extended(priors, all.size()),
            extended(relatives, all.size()),
            weights,
            keys,
            frequencies);
  }

  private static double[][] extended(double[][] chances, int size) {
    double mean =
        Arrays.stream(chances).flatMapToDouble(Arrays::stream).average().orElse(Double.MIN_NORMAL);
    double[][] more = new double[size][size];
    for (int i = 0; i < size; i++) {
      Arrays.fill(more[i], mean);
      if (i < chances.length) {
        System.arraycopy(chances[i], 0, more[i], 0, chances[i].length);
      }
    }
    return more;
  }
}
